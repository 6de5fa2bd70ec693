import { expect, test } from "bun:test";
import { listen, localUrl } from "../../../src/threads/listen.ts";
import { freePort } from "../../support/ports.ts";

test.each([
  ["127.0.0.1", "http://127.0.0.1:7777/mcp"],
  ["127.0.0.2", "http://127.0.0.2:7777/mcp"],
  ["localhost", "http://localhost:7777/mcp"],
  ["::1", "http://[::1]:7777/mcp"],
  // The addresses of all interfaces are none to connect to.
  ["0.0.0.0", "http://127.0.0.1:7777/mcp"],
  ["::", "http://[::1]:7777/mcp"],
])("what listens on %s is reached at %s", (host, url) => {
  expect(localUrl(host, 7777, "/mcp")).toBe(url);
});

test.each(["127.0.0.1", "127.0.0.2", "0.0.0.0"])("listens on %s, at the next free port", async (host) => {
  const wanted = await freePort();
  const first = listen(wanted, () => new Response("first"), host);
  const second = listen(wanted, () => new Response("second"), host);
  try {
    expect(first.port).toBe(wanted);
    expect(second.port).toBeGreaterThan(wanted);
    expect(await (await fetch(localUrl(host, second.port, "/"))).text()).toBe("second");
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
});

test("says which address cannot be had", () => {
  const refused = () => listen(0, () => new Response(), "192.0.2.1");
  expect(refused).toThrow(/^port 0 of 192\.0\.2\.1 cannot be used/);
});
