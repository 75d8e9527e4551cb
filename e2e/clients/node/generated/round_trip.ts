// What one does with the generated client. Nothing is cast: what the document does not say fails to compile.

import assert from "node:assert/strict";

import createClient from "openapi-fetch";

import type { components, paths } from "./api.d.ts";
import { eventually, outOfBand, password, person, picture, scopes, server } from "../world.ts";

type Status = components["schemas"]["Status"];
type ScheduledStatus = components["schemas"]["ScheduledStatus"];
type Client = ReturnType<typeof createClient<paths>>;

const as = (token: string): Client =>
  createClient<paths>({ baseUrl: server, headers: { authorization: `Bearer ${token}` } });

/** The entity of an answer that is no error. */
function found<T>(answer: { data?: T; error?: unknown }): T {
  assert.equal(answer.error, undefined);
  assert.ok(answer.data !== undefined);
  return answer.data;
}

export async function roundTrip(): Promise<void> {
  const client = await signUp();
  const me = found(await client.GET("/api/v1/accounts/verify_credentials"));
  const statuses = await post(client);
  await favourite(await person("fan").then(({ token }) => as(token)), statuses[0] as Status);
  assert.equal(me.statuses_count, 0);
  await readHome(client, statuses.map((status) => status.id).toReversed());
  await errors(client);
}

async function signUp(): Promise<Client> {
  const visitor = createClient<paths>({ baseUrl: server });
  const app = found(
    await visitor.POST("/api/v1/apps", { body: { client_name: "Generated", redirect_uris: [outOfBand], scopes } }),
  );
  const token = found(
    await visitor.POST("/oauth/token", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: {
        grant_type: "client_credentials",
        client_id: app.client_id ?? "",
        client_secret: app.client_secret ?? "",
        scope: scopes,
      },
    }),
  );
  const username = `generated_${Date.now().toString(36)}`;
  const account = { username, email: `${username}@mail.test`, password, agreement: true, locale: "en" };
  return as(found(await as(token.access_token).POST("/api/v1/accounts", { body: account })).access_token);
}

/** What is posted with a time for later is answered as a scheduled status. */
function isPosted(answer: Status | ScheduledStatus): answer is Status {
  return "reblog" in answer;
}

async function post(client: Client): Promise<Status[]> {
  const media = found(
    await client.POST("/api/v2/media", {
      body: { description: "A gradient" },
      bodySerializer: (fields) => {
        const form = new FormData();
        form.set("description", fields?.description ?? "");
        form.set("file", picture(), "picture.png");
        return form;
      },
    }),
  );
  const first = found(
    await client.POST("/api/v1/statuses", {
      params: { header: { "Idempotency-Key": "first" } },
      body: { status: "Number 0", media_ids: [media.id], visibility: "unlisted" },
    }),
  );
  assert(isPosted(first));
  assert.equal(first.media_attachments[0]?.description, "A gradient");
  assert.equal(first.reblog, null);
  const statuses = [first];
  for (let number = 1; number < 5; number += 1) {
    const next = found(await client.POST("/api/v1/statuses", { body: { status: `Number ${number}` } }));
    assert(isPosted(next));
    statuses.push(next);
  }
  return statuses;
}

async function favourite(fan: Client, status: Status): Promise<void> {
  const path = { id: status.id };
  const seen = found(await fan.POST("/api/v1/statuses/{id}/favourite", { params: { path } }));
  assert.deepEqual([seen.favourited, seen.favourites_count], [true, 1]);
}

async function readHome(client: Client, ids: string[]): Promise<void> {
  const page = (max_id?: string) => client.GET("/api/v1/timelines/home", { params: { query: { limit: 2, max_id } } });
  await eventually(async () => (found(await client.GET("/api/v1/timelines/home")).length === 5 ? true : undefined));
  const read: string[] = [];
  let older: string | undefined;
  do {
    const answer = await page(older);
    read.push(...found(answer).map((status) => status.id));
    older = /max_id=(\d+)[^>]*>; rel="next"/.exec(answer.response.headers.get("link") ?? "")?.[1];
  } while (older !== undefined);
  assert.deepEqual(read, ids);
}

async function errors(client: Client): Promise<void> {
  const missing = await client.GET("/api/v1/statuses/{id}", { params: { path: { id: "1" } } });
  assert.deepEqual([missing.response.status, missing.error?.error], [404, "Record not found"]);
  const empty = await client.POST("/api/v1/statuses", { body: { status: "" } });
  assert.equal(empty.response.status, 422);
  assert.match(empty.error?.error ?? "", /^Validation failed/);
  const refused = await as("wrong").GET("/api/v1/timelines/home");
  assert.deepEqual([refused.response.status, refused.error?.error], [401, "The access token is invalid"]);
}
