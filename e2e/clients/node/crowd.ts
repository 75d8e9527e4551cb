// A star whose every list has entries, for journeys that read lists to their ends.

import { eventually, person, picture, post, server, type Person } from "./world.ts";

/** Entries of each list, and of a page: the last page is not full. */
export const [many, limit] = [5, 2];

export interface Crowd {
  readonly star: Person;
  readonly id: string;
  /** The post that all friends boost, favourite and quote. */
  readonly post: string;
  readonly list: string;
  readonly tag: string;
  /** What the names of all friends begin with. */
  readonly friends: string;
}

/** Makes the star, and friends, people who ask to follow, and people who are blocked. */
export async function crowd(): Promise<Crowd> {
  const star = await person("star");
  const tag = `every_${star.name}`;
  const write = <T = Named>(path: string, body: object = {}) => post<T>(`/api/v1/${path}`, body, star.token);
  const discoverable = (someone: Person) =>
    post<Named>("/api/v1/accounts/update_credentials", { discoverable: true }, someone.token, "PATCH");
  const { id } = await discoverable(star);
  const mine = await write("statuses", { status: `Mine #${tag}` });
  const list = await write("lists", { title: "Friends" });
  for (let number = 0; number < many; number += 1) {
    const friend = await person(`fan_${star.name}`);
    const write_back = (path: string, body: object = {}) => post<Named>(`/api/v1/${path}`, body, friend.token);
    const theirs = await discoverable(friend);
    await write_back(`accounts/${id}/follow`);
    await write(`accounts/${theirs.id}/follow`);
    await write(`accounts/${theirs.id}/endorse`);
    await write(`lists/${list.id}/accounts`, { account_ids: [theirs.id] });
    await write_back(`statuses/${mine.id}/favourite`);
    await write_back(`statuses/${mine.id}/reblog`);
    await write_back("statuses", { status: `@${star.name} a word`, visibility: "direct" });
    const said = await write_back("statuses", { status: `Theirs #${tag}`, quoted_status_id: mine.id });
    for (const act of ["favourite", "bookmark", "reblog"]) {
      await write(`statuses/${said.id}/${act}`);
    }
    await write("statuses", { status: `Well said #${tag}${number}`, in_reply_to_id: said.id });
    const seen = await write("statuses", { status: `Seen #${tag}`, media_ids: [await upload(star)] });
    await write(`statuses/${seen.id}/pin`);
    await write(`tags/${tag}${number}/follow`);
    await write("domain_blocks", { domain: `far${number}.example` });
    const later = new Date(Date.now() + (1 + number) * 86_400_000).toISOString();
    await write("statuses", { status: "Later", scheduled_at: later });
    await write("collections", { name: `Collection ${number}` });
    await write_back("collections", { name: "Stars", account_ids: [id] });
  }
  await post("/api/v1/accounts/update_credentials", { locked: true }, star.token, "PATCH");
  for (let number = 0; number < many; number += 1) {
    const [asker, foe] = await Promise.all([person("asker"), person("foe")]);
    await post(`/api/v1/accounts/${id}/follow`, {}, asker.token);
    await post("/api/v1/statuses", { status: `@${star.name} let me in`, visibility: "direct" }, asker.token);
    const theirs = await discoverable(foe);
    await write(`accounts/${theirs.id}/mute`);
    await write(`accounts/${theirs.id}/block`);
  }
  const headers = { authorization: `Bearer ${star.token}` };
  await eventually(async () => {
    const home = (await (await fetch(`${server}/api/v1/timelines/home?limit=40`, { headers })).json()) as unknown[];
    return home.length >= 4 * many || undefined;
  });
  return { star, id, post: mine.id, list: list.id, tag, friends: `fan_${star.name}` };
}

interface Named {
  readonly id: string;
}

async function upload({ token }: Person): Promise<string> {
  const body = new FormData();
  body.set("file", picture(), "picture.png");
  const answer = await fetch(`${server}/api/v2/media`, { method: "POST", body, headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as Named).id;
}
