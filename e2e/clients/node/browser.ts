// A browser as far as signing in and consenting need one: cookies, pages, forms.

/** A page, or a redirect that leads away from the server. */
export interface Page {
  readonly html: string;
  /** Where the page is, or where the redirect leads to. */
  readonly address: URL;
}

/** One person's browser. */
export class Browser {
  readonly #server: string;
  readonly #cookies = new Map<string, string>();

  constructor(server: string) {
    this.#server = server;
  }

  /** Opens an application's request, signs in and says yes. */
  async consent(address: string, login: string, password: string): Promise<Page> {
    const signIn = await this.#open(new URL(address, this.#server));
    const question = await this.#submit(signIn, "/auth/sign_in", { login, password });
    return this.#submit(question, "/oauth/authorize", {});
  }

  async #open(address: URL, form?: URLSearchParams): Promise<Page> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const method = form ? "POST" : "GET";
    const answer = await fetch(address, { method, body: form ?? null, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) {
      return { html: await answer.text(), address };
    }
    const target = new URL(location, address);
    return target.origin === address.origin ? this.#open(target) : { html: "", address: target };
  }

  /** Fills in the form of a page that leads to `action` and sends it. */
  async #submit(page: Page, action: string, values: Record<string, string>): Promise<Page> {
    const form = page.html.split("<form").find((part) => part.includes(`action="${action}"`));
    if (form === undefined) {
      throw new Error(`no form leads to ${action}: ${page.html}`);
    }
    const fields = new URLSearchParams();
    for (const [input] of form.split("</form>")[0]?.matchAll(/<input[^>]*>/g) ?? []) {
      const name = attribute(input, "name");
      if (name !== undefined) {
        fields.set(name, attribute(input, "value") ?? "");
      }
    }
    Object.entries(values).forEach(([name, value]) => fields.set(name, value));
    return this.#open(new URL(action, page.address), fields);
  }
}

/** The code that a page shows for an application out of band. */
export function shownCode(page: Page): string {
  const input = /<input[^>]*readonly[^>]*>/.exec(page.html)?.[0] ?? "";
  return attribute(input, "value") ?? "";
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return value?.replace(/&(#x?)?(\w+);/g, (whole, number: string | undefined, text: string) =>
    number ? String.fromCodePoint(Number.parseInt(text, number === "#" ? 10 : 16)) : (named[text] ?? whole),
  );
}
