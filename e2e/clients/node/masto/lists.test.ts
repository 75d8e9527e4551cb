// Every list that masto.js offers, read to its end and up again by its paginator.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { createRestAPIClient, type mastodon } from "masto";

import { crowd, limit, many, type Crowd } from "../crowd.ts";
import { server } from "../world.ts";

/** A list's pages with their headers: the library keeps cursors to itself. */
interface Pages extends AsyncIterable<{ headers: Headers; data: unknown }> {
  setDirection(direction: "prev"): Pages;
}

type List = (params: mastodon.DefaultPaginationParams) => Pages;

let here: Crowd;
let star: mastodon.rest.Client;

before(async () => {
  here = await crowd();
  star = createRestAPIClient({ url: server, accessToken: here.star.token });
});

const statuses = (narrowed: mastodon.rest.v1.ListAccountStatusesParams): List => (at) =>
  star.v1.accounts.$select(here.id).statuses.list.$raw({ ...narrowed, ...at });

// The types of these methods know no parameters; the library hands them on.
const untyped = (list: unknown, at: mastodon.DefaultPaginationParams): Pages => (list as List)(at);

// Each with the number of its entries; `undefined` where others have entries, too.
const lists: Record<string, [List, number?]> = {
  home: [(at) => star.v1.timelines.home.list.$raw(at)],
  public: [(at) => star.v1.timelines.public.list.$raw(at)],
  local: [(at) => star.v1.timelines.public.list.$raw({ local: true, ...at })],
  hashtag: [(at) => star.v1.timelines.tag.$select(here.tag).list.$raw(at), 2 * many + 1],
  list: [(at) => star.v1.timelines.list.$select(here.list).list.$raw(at)],
  statuses: [(at) => statuses({})(at), 3 * many + 1],
  "statuses, pinned": [(at) => statuses({ pinned: true })(at), many],
  "statuses, media": [(at) => statuses({ onlyMedia: true })(at), many],
  "statuses, no replies": [(at) => statuses({ excludeReplies: true })(at), 2 * many + 1],
  "statuses, no boosts": [(at) => statuses({ excludeReblogs: true })(at), 2 * many + 1],
  "statuses, tagged": [(at) => statuses({ tagged: here.tag })(at), many + 1],
  favourites: [(at) => star.v1.favourites.list.$raw(at), many],
  bookmarks: [(at) => star.v1.bookmarks.list.$raw(at), many],
  quotes: [(at) => untyped(star.v1.statuses.$select(here.post).quotes.list.$raw, at), many],
  "favourited by": [(at) => untyped(star.v1.statuses.$select(here.post).favouritedBy.list.$raw, at), many],
  "reblogged by": [(at) => untyped(star.v1.statuses.$select(here.post).rebloggedBy.list.$raw, at), many],
  scheduled: [(at) => star.v1.scheduledStatuses.list.$raw(at), many],
  conversations: [(at) => star.v1.conversations.list.$raw(at), many],
  notifications: [(at) => star.v1.notifications.list.$raw(at)],
  groups: [(at) => star.v2.notifications.list.$raw(at)],
  "notification requests": [(at) => star.v1.notifications.requests.list.$raw(at), many],
  followers: [(at) => star.v1.accounts.$select(here.id).followers.list.$raw(at), many],
  following: [(at) => star.v1.accounts.$select(here.id).following.list.$raw(at), many],
  "follow requests": [(at) => star.v1.followRequests.list.$raw(at), many],
  "list accounts": [(at) => star.v1.lists.$select(here.list).accounts.list.$raw(at), many],
  blocks: [(at) => star.v1.blocks.list.$raw(at), many],
  mutes: [(at) => star.v1.mutes.list.$raw(at), many],
  "domain blocks": [(at) => star.v1.domainBlocks.list.$raw(at), many],
  "followed hashtags": [(at) => star.v1.followedTags.list.$raw(at), many],
  endorsements: [(at) => star.v1.endorsements.list.$raw(at), many],
};

type Entry = string | { id?: string; groupKey?: string; name?: string };

/** What tells the entries of a page apart. */
function entries(page: unknown): string[] {
  const groups = (page as { notificationGroups?: Entry[] }).notificationGroups;
  return (groups ?? (page as Entry[])).map((entry) =>
    typeof entry === "string" ? entry : (entry.id ?? entry.groupKey ?? entry.name ?? ""),
  );
}

/** The entries of all pages, and the cursor of the last page with any. */
async function walk(pages: Pages): Promise<{ found: string[][]; last: string | undefined }> {
  const found: string[][] = [];
  let [last, next]: (string | undefined)[] = [];
  for await (const { data, headers } of pages) {
    if (entries(data).length === 0) {
      break;
    }
    found.push(entries(data));
    last = next;
    next = /[?&]max_id=(\d+)[^>]*>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
  }
  return { found, last };
}

for (const [name, [list, count]] of Object.entries(lists)) {
  test(`${name}: read down and up again`, async () => {
    const { found, last } = await walk(list({ limit }));
    assert.ok(found.every((page) => page.length <= limit));
    const up = await walk(list({ limit, maxId: last ?? null }).setDirection("prev"));
    // A group that goes on beyond a page is on the next one, too.
    const [down, back] = [found.flat(), up.found.toReversed().flat()].map((all) => name === "groups" ? [...new Set(all)] : all);
    assert.equal(new Set(down).size, down?.length, "none comes twice");
    assert.equal(down?.length, count ?? down?.length);
    assert.ok(found.length > 2);
    assert.deepEqual(back, down);
  });
}

// By position, where pages carry no links.
const positions: Record<string, (offset: number) => Promise<{ id: string }[]>> = {
  directory: async (offset) => star.v1.directory.list({ limit, offset, order: "new", local: true }),
  "search, accounts": async (offset) =>
    (await star.v2.search.list({ q: here.friends, type: "accounts", limit, offset })).accounts,
  "search, statuses": async (offset) =>
    (await star.v2.search.list({ q: "Well said", type: "statuses", accountId: here.id, limit, offset })).statuses,
  "account search": async (offset) => star.v1.accounts.search.list({ q: here.friends, limit, offset }),
  collections: async (offset) => (await star.v1.accounts.$select(here.id).collections.list({ limit, offset })).collections,
  "in collections": async (offset) =>
    (await star.v1.accounts.$select(here.id).inCollections.list({ limit, offset })).collections,
};

for (const [name, page] of Object.entries(positions)) {
  test(`${name}: read by position`, async () => {
    const found: string[] = [];
    let length = limit;
    for (let offset = 0; length > 0; offset += length) {
      const ids = (await page(offset)).map((each) => each.id);
      length = ids.length;
      found.push(...ids);
    }
    assert.ok(found.length >= many);
    assert.equal(new Set(found).size, found.length, "none comes twice");
  });
}
