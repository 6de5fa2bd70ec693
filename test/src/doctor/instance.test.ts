import { afterEach, describe, expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { askForCore, findInstance } from "../../../src/doctor/index.ts";
import { makeFolder } from "../../support/folder.ts";
import { freePort } from "../../support/ports.ts";

const servers: Bun.Server<undefined>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) void server.stop(true);
});

/** A program that listens and answers so; its port. */
function listening(fetch: (request: Request) => Response | Promise<Response>): number {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
  servers.push(server);
  return server.port ?? 0;
}

const brummer = (directory: string) =>
  listening(({ url }) =>
    new URL(url).pathname === "/health"
      ? Response.json({ status: "ok", version: "1.2.3", directory, sessions: {} })
      : new Response("", { status: 404 }),
  );

/** Others that listen nearby: none of them is a Brummer. */
function strangers(): number[] {
  const endless = () =>
    new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(97)) });
  return [
    listening(() => new Response("hello")),
    listening(() => Response.json({ status: "ok" })),
    listening(() => new Response(endless())),
    listening(() => Response.json({ status: "ok", version: "1", directory: "/app" }, { status: 500 })),
    listening(() => Response.redirect(`http://127.0.0.1:${servers[0]?.port}/`)),
  ];
}

describe("the instance that is meant", () => {
  test("is that of the directory, wherever it listens, also by another name of the directory", async () => {
    using folder = makeFolder({ "app/x": "" });
    symlinkSync(`${folder.path}/app`, `${folder.path}/link`);
    const other = brummer("/somewhere/else");
    const mine = brummer(`${folder.path}/app`);
    const ports = [await freePort(), other, ...strangers(), mine];
    for (const directory of [`${folder.path}/app`, `${folder.path}/link`]) {
      expect(await findInstance({ ports, isNamed: false, directory })).toEqual({
        port: mine,
        version: "1.2.3",
        directory: `${folder.path}/app`,
      });
    }
  });

  test("is the only one there is, where none is of the directory", async () => {
    const only = brummer("/app");
    const wanted = { ports: [...strangers(), only], isNamed: false, directory: "/app/src" };
    expect(await findInstance(wanted)).toMatchObject({ port: only });
  });

  test("is not guessed among several, and none is none", async () => {
    const ports = [brummer("/a"), brummer("/b")];
    expect(await findInstance({ ports, isNamed: false, directory: "/c" })).toMatchObject([
      { directory: "/a" },
      { directory: "/b" },
    ]);
    expect(await findInstance({ ports: [await freePort()], isNamed: false, directory: "/c" })).toEqual([]);
  });

  test("is the first from a named port on", async () => {
    const [a, b] = [brummer("/a"), brummer("/b")];
    const taken = listening(() => new Response("taken"));
    expect(await findInstance({ ports: [taken, b, a], isNamed: true, directory: "/a" })).toMatchObject({ port: b });
  });

  test("is asked directly, whatever proxy the environment names", async () => {
    const only = brummer("/a");
    process.env["HTTP_PROXY"] = process.env["http_proxy"] = `http://127.0.0.1:${await freePort()}`;
    try {
      expect(await findInstance({ ports: [only], isNamed: false, directory: "/a" })).toMatchObject({ port: only });
    } finally {
      delete process.env["HTTP_PROXY"];
      delete process.env["http_proxy"];
    }
  });
});

test("an instance that knows no such report gives none", async () => {
  const instance = { port: brummer("/a"), version: "0.0.1", directory: "/a" };
  expect(await askForCore(instance)).toBeUndefined();
});
