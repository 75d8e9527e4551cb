// Every list of Megalodon: its callers read the cursors of a page from the headers it hands on.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import generator, { type MegalodonInterface, type Response } from "megalodon";

import { crowd, limit, many, type Crowd } from "../crowd.ts";
import { server } from "../world.ts";

type Cursor = { max_id?: string; min_id?: string; since_id?: string };
type Page = Response<(string | { id: string })[]>;
type List = (at: Cursor & { limit: number }) => Promise<Page>;

let here: Crowd;
let star: MegalodonInterface;

before(async () => {
  here = await crowd();
  star = generator("mastodon", server, here.star.token);
});

// Each with the number of its entries; `undefined` where others have entries, too.
const bothWays: Record<string, [List, number?]> = {
  home: [(at) => star.getHomeTimeline(at)],
  public: [(at) => star.getPublicTimeline(at)],
  local: [(at) => star.getLocalTimeline(at)],
  hashtag: [(at) => star.getTagTimeline(here.tag, at), 2 * many + 1],
  list: [(at) => star.getListTimeline(here.list, at)],
  statuses: [(at) => star.getAccountStatuses(here.id, at), 3 * many + 1],
  "statuses, pinned": [(at) => star.getAccountStatuses(here.id, { pinned: true, ...at }), many],
  "statuses, media": [(at) => star.getAccountStatuses(here.id, { only_media: true, ...at }), many],
  "statuses, no replies": [(at) => star.getAccountStatuses(here.id, { exclude_replies: true, ...at }), 2 * many + 1],
  "statuses, no boosts": [(at) => star.getAccountStatuses(here.id, { exclude_reblogs: true, ...at }), 2 * many + 1],
  favourites: [(at) => star.getFavourites(at), many],
  bookmarks: [(at) => star.getBookmarks(at), many],
  scheduled: [(at) => star.getScheduledStatuses(at), many],
  conversations: [(at) => star.getConversationTimeline(at), many],
  notifications: [(at) => star.getNotifications(at)],
  blocks: [(at) => star.getBlocks(at), many],
  mutes: [(at) => star.getMutes(at), many],
  "domain blocks": [(at) => star.getDomainBlocks(at), many],
};

// These know no `min_id`: what is newer than an entry is read from the newest down to it.
const downwards: Record<string, List> = {
  followers: (at) => star.getAccountFollowers(here.id, at),
  following: (at) => star.getAccountFollowing(here.id, at),
  "list accounts": (at) => star.getAccountsInList(here.list, at),
  endorsements: (at) => star.getEndorsements(at),
};

const entries = (page: Page): string[] => page.data.map((entry) => (typeof entry === "string" ? entry : entry.id));

const cursor = (page: Page, name: "max_id" | "min_id", rel: "next" | "prev"): string | undefined =>
  new RegExp(`[?&]${name}=(\\d+)[^>]*>; rel="${rel}"`).exec(page.headers.link ?? "")?.[1];

/** The pages from the newest down, as far as there are any. */
async function down(list: List, at: Cursor = {}): Promise<Page[]> {
  const pages: Page[] = [];
  for (let next: string | undefined = ""; next !== undefined; ) {
    const page: Page = await list({ limit, ...at, ...(next && { max_id: next }) });
    next = cursor(page, "max_id", "next");
    pages.push(page);
  }
  return pages.filter((page) => page.data.length > 0);
}

/** The pages above one, each the neighbour of the one before. */
async function up(list: List, from: Page): Promise<Page[]> {
  const pages = [from];
  for (let newer = cursor(from, "min_id", "prev"); newer !== undefined; ) {
    const page = await list({ limit, min_id: newer });
    newer = cursor(page, "min_id", "prev");
    pages.unshift(page);
  }
  return pages;
}

for (const [name, [list, count]] of Object.entries(bothWays)) {
  test(`${name}: read down and up again`, async () => {
    const pages = await down(list);
    const all = pages.flatMap(entries);
    assert.ok(pages.length > 2 && pages.every((page) => page.data.length <= limit));
    assert.equal(new Set(all).size, all.length, "none comes twice");
    assert.equal(all.length, count ?? all.length);
    assert.deepEqual((await up(list, pages.at(-1)!)).flatMap(entries), all);
  });
}

for (const [name, list] of Object.entries(downwards)) {
  test(`${name}: read to the end, and down to what is known`, async () => {
    const pages = await down(list);
    const all = pages.flatMap(entries);
    assert.equal(new Set(all).size, many);
    const known = cursor(pages.at(-1)!, "min_id", "prev") ?? "";
    assert.deepEqual((await down(list, { since_id: known })).flatMap(entries), all.slice(0, many - 1));
  });
}

test("the library reads all followers by itself", async () => {
  assert.equal((await star.getAccountFollowers(here.id, { limit, get_all: true })).data.length, many);
  assert.equal((await star.getAccountFollowing(here.id, { limit, get_all: true })).data.length, many);
});

test("what it asks for without cursors is there", async () => {
  assert.equal((await star.getFollowRequests(limit)).data.length, limit);
  assert.equal((await star.getFollowRequests()).data.length, many);
  assert.equal((await star.getFollowedTags()).data.length, many);
  assert.equal((await star.getStatusFavouritedBy(here.post)).data.length, many);
  assert.equal((await star.getStatusRebloggedBy(here.post)).data.length, many);
});

// By position.
const positions: Record<string, (offset: number) => Promise<{ id: string }[]>> = {
  directory: async (offset) => (await star.getInstanceDirectory({ limit, offset, order: "new", local: true })).data,
  "search, accounts": async (offset) =>
    (await star.search(here.friends, { type: "accounts", limit, offset })).data.accounts,
  "search, statuses": async (offset) =>
    (await star.search("Well said", { type: "statuses", account_id: here.id, limit, offset })).data.statuses,
};

for (const [name, page] of Object.entries(positions)) {
  test(`${name}: read by position`, async () => {
    const found: string[] = [];
    for (let ids: string[] = [""], offset = 0; ids.length > 0; offset += ids.length) {
      ids = (await page(offset)).map((each) => each.id);
      found.push(...ids);
    }
    assert.ok(found.length >= many);
    assert.equal(new Set(found).size, found.length, "none comes twice");
  });
}
