// A client made of the server's own API document: types by openapi-typescript, requests by openapi-fetch.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import openapiTS, { astToString } from "openapi-typescript";

import { server } from "../world.ts";

const here = join(import.meta.dirname, "..");

test("a client is generated, type-checked and used", async () => {
  const folder = await mkdtemp(join(tmpdir(), "generated-"));
  await Promise.all(["world.ts", "package.json", "tsconfig.json"].map((name) => cp(join(here, name), join(folder, name))));
  await cp(join(here, "generated"), join(folder, "generated"), { recursive: true });
  await symlink(join(here, "node_modules"), join(folder, "node_modules"));
  const types = await openapiTS(new URL(`${server}/api/openapi.json`));
  await writeFile(join(folder, "generated", "api.d.ts"), astToString(types));

  const compiler = join("node_modules", "typescript", "bin", "tsc");
  const checked = promisify(execFile)(process.execPath, [compiler, "--project", "generated"], { cwd: folder });
  await checked.catch((error: { stdout: string }) => assert.fail(error.stdout));

  const client = (await import(pathToFileURL(join(folder, "generated", "round_trip.ts")).href)) as {
    roundTrip: () => Promise<void>;
  };
  await client.roundTrip();
});
