// What all tests share: the server, whose address is in PHIOMIA_URL, and people with an account on it.

import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { deflateSync, crc32 } from "node:zlib";

export const server = process.env["PHIOMIA_URL"] ?? "";
export const password = "correct horse battery staple";
export const scopes = "read write follow push profile";
export const outOfBand = "urn:ietf:wg:oauth:2.0:oob";

/** Somebody with an account. */
export interface Person {
  readonly name: string;
  readonly token: string;
}

interface Token {
  readonly access_token: string;
}

// Names are new in every run, whatever server it meets.
const run = randomBytes(3).toString("hex");
let count = 0;
let application: Promise<string> | undefined;

/** Signs somebody up. */
export async function person(kind: string): Promise<Person> {
  application ??= applicationToken();
  count += 1;
  const name = `${kind}_${run}_${count}`;
  const form = { username: name, email: `${name}@mail.test`, password, agreement: true, locale: "en" };
  const { access_token } = await post<Token>("/api/v1/accounts", form, await application);
  return { name, token: access_token };
}

async function applicationToken(): Promise<string> {
  const wanted = { client_name: "Journeys", redirect_uris: outOfBand, scopes };
  const app = await post<{ client_id: string; client_secret: string }>("/api/v1/apps", wanted);
  const { client_id, client_secret } = app;
  const asked = { grant_type: "client_credentials", client_id, client_secret, scope: scopes };
  return (await post<Token>("/oauth/token", asked)).access_token;
}

/** Sends something to the server, without a library. */
export async function post<T = unknown>(path: string, body: object, token?: string, method = "POST"): Promise<T> {
  const headers = new Headers({ "content-type": "application/json" });
  if (token !== undefined) {
    headers.set("authorization", `Bearer ${token}`);
  }
  const answer = await fetch(server + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}

/** Looks until it finds something: feeds and some notifications are made after the answer. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await setTimeout(50)) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
  }
  throw new Error("this did not happen in time");
}

/** A PNG file of 32 by 20 pixels. */
export function picture(): Blob {
  const [width, height] = [32, 20];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width), 0).map((_, index) => (index % (1 + 3 * width) ? index : 0));
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const parts = [signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return new Blob(parts.map((part) => new Uint8Array(part)), { type: "image/png" });
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
