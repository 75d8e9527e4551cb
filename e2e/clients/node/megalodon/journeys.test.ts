// Megalodon, which Fedistar and Whalebird are built on.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createReadStream, type ReadStream } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { test } from "node:test";

import generator, { type Entity, type MegalodonInterface } from "megalodon";

import { Browser, shownCode } from "../browser.ts";
import { outOfBand, password, person, picture, scopes, server, type Person } from "../world.ts";

const client = (someone: Person): MegalodonInterface => generator("mastodon", server, someone.token);

const many = async (names: string[]): Promise<MegalodonInterface[]> =>
  (await Promise.all(names.map(person))).map(client);

/** A picture as the library takes one under Node: a stream that knows its name. */
async function file(): Promise<ReadStream> {
  const folder = await mkdtemp(join(tmpdir(), "picture-"));
  await writeFile(join(folder, "picture.png"), await picture().bytes());
  return createReadStream(join(folder, "picture.png"));
}

test("an application is registered and let in by the pages", async () => {
  const olga = await person("olga");
  const visitor = generator("mastodon", server);
  const app = await visitor.registerApp("Journeys", { scopes: scopes.split(" "), redirect_uris: outOfBand });
  const page = await new Browser(server).consent(app.url ?? "", olga.name, password);
  const token = await visitor.fetchAccessToken(app.client_id, app.client_secret, shownCode(page), outOfBand);
  const let_in = generator("mastodon", server, token.access_token);
  assert.equal((await let_in.verifyAccountCredentials()).data.username, olga.name);
  assert.equal((await let_in.verifyAppCredentials()).data.name, "Journeys");
  await visitor.revokeToken(app.client_id, app.client_secret, token.access_token);
  await assert.rejects(() => let_in.verifyAccountCredentials(), /401/);
});

test("a post has media and a poll, and is edited", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [MegalodonInterface, MegalodonInterface];
  const media = (await alice.uploadMedia(await file(), { description: "A gradient", focus: "0.5,-0.5" })).data;
  const described = (await alice.getMedia(media.id)).data;
  assert.deepEqual([described.description, described.meta?.original?.width], ["A gradient", 32]);
  const poll = { options: ["tea", "coffee"], expires_in: 3600, multiple: true };
  const status = (await alice.postStatus("What now?", { media_ids: [media.id], poll })).data as Entity.Status;
  assert.equal(status.media_attachments[0]?.description, "A gradient");
  assert.ok(status.poll);
  const voted = (await bob.votePoll(status.poll.id, [0, 1])).data;
  assert.deepEqual([voted.voted, voted.votes_count], [true, 2]);
  const edited = (await alice.editStatus(status.id, { status: "Never mind", media_ids: [media.id] })).data;
  assert.equal(edited.plain_content ?? edited.content.replace(/<[^>]*>/g, ""), "Never mind");
  assert.equal((await alice.getStatusSource(status.id)).data.text, "Never mind");
  await alice.deleteStatus(status.id);
  await assert.rejects(() => alice.getStatus(status.id), /404/);
});

test("acts are told, and a marker keeps the place", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [MegalodonInterface, MegalodonInterface];
  const me = (await alice.verifyAccountCredentials()).data;
  const status = (await alice.postStatus("React")).data;
  assert.equal((await bob.followAccount(me.id)).data.following, true);
  assert.equal(((await bob.favouriteStatus(status.id)).data).favourited, true);
  await bob.reblogStatus(status.id);
  const told = (await alice.getNotifications()).data;
  assert.deepEqual(told.map((each) => each.type), ["reblog", "favourite", "follow"]);
  await alice.saveMarkers({ notifications: { last_read_id: told[0]?.id ?? "" } });
  const markers = (await alice.getMarkers(["notifications"])).data as Entity.Marker;
  assert.equal(markers.notifications?.last_read_id, told[0]?.id);
  await alice.dismissNotifications();
  assert.deepEqual((await alice.getNotifications()).data, []);
  assert.equal((await bob.getRelationship(me.id)).data.following, true);
});

test("a filter of the old form is kept", async () => {
  const alice = client(await person("alice"));
  const filter = (await alice.createFilter("ending", ["home"], { whole_word: true })).data;
  assert.deepEqual((await alice.getFilters()).data.map((each) => [each.id, each.phrase]), [[filter.id, "ending"]]);
  assert.equal((await alice.updateFilter(filter.id, "end", ["home", "public"])).data.phrase, "end");
  await alice.deleteFilter(filter.id);
  assert.deepEqual((await alice.getFilters()).data, []);
});

test("a post and its author are reported", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [MegalodonInterface, MegalodonInterface];
  const target = (await alice.verifyAccountCredentials()).data;
  const status = (await alice.postStatus("Buy now")).data;
  const details = { status_ids: [status.id], comment: "Spam", category: "spam" as const };
  const report = (await bob.report(target.id, details)).data;
  assert.deepEqual([report.comment, report.action_taken], ["Spam", false]);
});

test("people are found, muted and blocked", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [MegalodonInterface, MegalodonInterface];
  const me = (await alice.verifyAccountCredentials()).data;
  const found = (await bob.search(me.acct, { type: "accounts" })).data;
  assert.deepEqual(found.accounts.map((account) => account.id), [me.id]);
  assert.equal((await bob.muteAccount(me.id, true)).data.muting, true);
  assert.deepEqual((await bob.getMutes()).data.map((account) => account.id), [me.id]);
  assert.equal((await bob.unmuteAccount(me.id)).data.muting, false);
  assert.equal((await bob.blockAccount(me.id)).data.blocking, true);
  assert.deepEqual((await bob.getBlocks()).data.map((account) => account.id), [me.id]);
  assert.equal((await bob.unblockAccount(me.id)).data.blocking, false);
});

test("the server describes itself", async () => {
  const visitor = generator("mastodon", server);
  const instance = (await visitor.getInstance()).data;
  assert.equal(instance.configuration.statuses.max_characters, 500);
  assert.ok(Array.isArray((await visitor.getInstanceCustomEmojis()).data));
});

test("home is live", async () => {
  const [alice, bob] = await Promise.all([person("alice"), person("bob")]);
  const [author, reader] = [client(alice), client(bob)];
  await reader.followAccount((await author.verifyAccountCredentials()).data.id);
  const stream = await reader.userStreaming();
  const update = once(stream as unknown as NodeJS.EventEmitter, "update", { signal: AbortSignal.timeout(30_000) });
  // A subscription tells nobody when it is there: so the author posts again and again.
  const over = new AbortController();
  void (async () => {
    while (!over.signal.aborted) {
      await author.postStatus("Now");
      await setTimeout(200);
    }
  })();
  const [status] = (await update) as [Entity.Status];
  assert.equal(status.account.username, alice.name);
  over.abort();
  stream.stop();
});
