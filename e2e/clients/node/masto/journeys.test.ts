// masto.js, which Elk and Phanpy are built on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient, MastoHttpError, type mastodon } from "masto";

import { Browser, shownCode } from "../browser.ts";
import { outOfBand, password, person, picture, scopes, server, type Person } from "../world.ts";

type Client = mastodon.rest.Client;

const client = (someone: Person): Client => createRestAPIClient({ url: server, accessToken: someone.token });

const many = async (names: string[]): Promise<Client[]> => (await Promise.all(names.map(person))).map(client);

test("an application is registered and let in by the pages", async () => {
  const olga = await person("olga");
  const app = await createRestAPIClient({ url: server }).v1.apps.create({
    clientName: "Journeys",
    redirectUris: outOfBand,
    scopes,
  });
  const [clientId, clientSecret] = [app.clientId ?? "", app.clientSecret ?? ""];
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: outOfBand,
    scope: scopes,
  });
  const page = await new Browser(server).consent(`/oauth/authorize?${query}`, olga.name, password);
  const oauth = createOAuthAPIClient({ url: server });
  const token = await oauth.token.create({
    clientId,
    clientSecret,
    grantType: "authorization_code",
    redirectUri: outOfBand,
    code: shownCode(page),
  });
  const let_in = createRestAPIClient({ url: server, accessToken: token.accessToken });
  assert.equal((await let_in.v1.accounts.verifyCredentials()).username, olga.name);
  await oauth.revoke({ clientId, clientSecret, token: token.accessToken });
  await assert.rejects(() => let_in.v1.accounts.verifyCredentials(), { statusCode: 401 });
});

test("a post has media and is edited", async () => {
  const alice = client(await person("alice"));
  const media = await alice.v2.media.create({ file: picture(), description: "A gradient" });
  assert.equal(media.meta?.original?.width, 32);
  const status = await alice.v1.statuses.create({
    status: "What now? #journey",
    mediaIds: [media.id],
    visibility: "unlisted",
    language: "en",
  });
  assert.equal(status.mediaAttachments[0]?.description, "A gradient");
  const chosen = alice.v1.statuses.$select(status.id);
  const edited = await chosen.update({ status: "Never mind", mediaIds: [media.id], spoilerText: "Changed" });
  assert.notEqual(edited.editedAt, null);
  assert.deepEqual((await chosen.history.list()).map((version) => version.content.includes("Never")), [false, true]);
  assert.equal((await chosen.source.fetch()).text, "Never mind");
  assert.equal((await chosen.remove()).text, "Never mind");
  await assert.rejects(
    () => chosen.fetch(),
    (error) => error instanceof MastoHttpError && error.statusCode === 404 && error.message === "Record not found",
  );
});

test("a post has media and a poll at once, and both are edited", async () => {
  const alice = client(await person("alice"));
  const media = await alice.v2.media.create({ file: picture(), description: "A gradient" });
  const poll = { options: ["tea", "coffee"], expiresIn: 3600 };
  // The library's types allow one of them.
  const both = { status: "What now?", mediaIds: [media.id], poll } as unknown as mastodon.rest.v1.CreateStatusParams;
  const status = await alice.v1.statuses.create(both);
  assert.deepEqual([status.mediaAttachments.length, status.poll?.options.length], [1, 2]);
  const changed = { ...both, poll: { options: ["tea", "coffee", "water"], expiresIn: 3600 } };
  const edited = await alice.v1.statuses.$select(status.id).update(changed as mastodon.rest.v1.UpdateStatusParams);
  assert.deepEqual([edited.mediaAttachments.length, edited.poll?.options.length], [1, 3]);
});

test("a post and its author are reported", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [Client, Client];
  const target = await alice.v1.accounts.verifyCredentials();
  const status = await alice.v1.statuses.create({ status: "Buy now" });
  const report = await bob.v1.reports.create({
    accountId: target.id,
    statusIds: [status.id],
    comment: "Spam",
    category: "spam",
  });
  assert.deepEqual([report.category, report.statusIds, report.targetAccount.id], ["spam", [status.id], target.id]);
});

test("a poll is voted in", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [Client, Client];
  const status = await alice.v1.statuses.create({
    status: "What now?",
    poll: { options: ["tea", "coffee"], expiresIn: 3600, multiple: true },
  });
  assert.deepEqual(status.poll?.options.map((option) => option.title), ["tea", "coffee"]);
  const voted = await bob.v1.polls.$select(status.poll?.id ?? "").votes.create({ choices: [0, 1] });
  assert.deepEqual([voted.voted, voted.votesCount, voted.votersCount], [true, 2, 1]);
});

test("follows and acts are told, one by one and in groups", async () => {
  const [alice, bob, carol] = (await many(["alice", "bob", "carol"])) as [Client, Client, Client];
  const me = await alice.v1.accounts.verifyCredentials();
  const status = await alice.v1.statuses.create({ status: "React" });
  for (const fan of [bob, carol]) {
    assert.equal((await fan.v1.accounts.$select(me.id).follow()).following, true);
    assert.equal((await fan.v1.statuses.$select(status.id).favourite()).favourited, true);
  }
  const single = await alice.v1.notifications.list();
  assert.deepEqual(single.map((each) => each.type), ["favourite", "follow", "favourite", "follow"]);
  const grouped = await alice.v2.notifications.list();
  const counts = grouped.notificationGroups.map((group) => [group.type, group.notificationsCount]);
  assert.deepEqual(counts, [["favourite", 2], ["follow", 2]]);
  assert.equal(grouped.statuses[0]?.id, status.id);
  assert.equal((await alice.v2.notifications.unreadCount.fetch()).count, 2);
  await alice.v2.notifications.$select(grouped.notificationGroups[0]?.groupKey ?? "").dismiss();
  assert.equal((await alice.v2.notifications.list()).notificationGroups.length, 1);
  const bobs = await bob.v1.accounts.verifyCredentials();
  const [between] = await alice.v1.accounts.relationships.fetch({ id: [bobs.id] });
  assert.equal(between?.followedBy, true);
});

test("a filter marks what it matches", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [Client, Client];
  const filter = await alice.v2.filters.create({
    title: "Spoilers",
    context: ["home", "public"],
    filterAction: "warn",
    keywordsAttributes: [{ keyword: "ending", wholeWord: true }],
  });
  const status = await bob.v1.statuses.create({ status: "About the ending" });
  const seen = await alice.v1.statuses.$select(status.id).fetch();
  assert.deepEqual(seen.filtered?.map((match) => [match.filter.id, match.keywordMatches]), [[filter.id, ["ending"]]]);
  await alice.v2.filters.$select(filter.id).remove();
  assert.deepEqual((await alice.v1.statuses.$select(status.id).fetch()).filtered, []);
});

test("people and hashtags are found", async () => {
  const [alice, bob] = (await many(["alice", "bob"])) as [Client, Client];
  const me = await alice.v1.accounts.verifyCredentials();
  await alice.v1.statuses.create({ status: "Hello #searchable" });
  const people = await bob.v2.search.list({ q: me.acct, type: "accounts" });
  assert.deepEqual(people.accounts.map((account) => account.id), [me.id]);
  const tags = await bob.v2.search.list({ q: "#searchab", type: "hashtags" });
  assert.ok(tags.hashtags.some((tag) => tag.name === "searchable"));
  assert.equal((await bob.v1.accounts.lookup({ acct: me.acct })).id, me.id);
});

test("home and notifications are live", async () => {
  const [alice, bob] = await Promise.all([person("alice"), person("bob")]);
  const [author, reader] = [client(alice), client(bob)];
  await reader.v1.accounts.$select((await author.v1.accounts.verifyCredentials()).id).follow();
  const { configuration } = await reader.v2.instance.fetch();
  const streaming = createStreamingAPIClient({
    streamingApiUrl: configuration.urls.streaming,
    accessToken: bob.token,
  });
  // A subscription tells nobody when it is there: so what is awaited is done again and again.
  const events = streaming.user.subscribe();
  const posting = setInterval(() => void author.v1.statuses.create({ status: `@${bob.name} Now` }), 200);
  const missing = new Set(["update", "notification"]);
  for await (const event of events) {
    missing.delete(event.event);
    if (event.event === "update") {
      assert.equal(event.payload.account.username, alice.name);
    }
    if (missing.size === 0) {
      break;
    }
  }
  clearInterval(posting);
  streaming.close();
});
