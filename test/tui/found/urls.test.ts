import { describe, expect, test } from "bun:test";
import { addressOf, placeKey } from "../../../tui/found/address.ts";
import { type FoundUrls, noUrls, type UrlTold, withReadyPlace, withUrl } from "../../../tui/found/urls.ts";
import { NOW } from "../support.ts";
import { url } from "./support.ts";

const all = (events: readonly UrlTold[], before: FoundUrls = noUrls) => events.reduce(withUrl, before);
const listed = ({ list }: FoundUrls) => list.map((one) => `${one.process} ${one.url}`);

describe("addresses", () => {
  const cases: readonly (readonly [text: string, url: string, place: string, distance: number])[] = [
    ["http://localhost:5173/", "http://localhost:5173", "localhost:5173", 0],
    ["http://localhost:5173", "http://localhost:5173", "localhost:5173", 0],
    ["http://127.0.0.1:3000/docs/", "http://127.0.0.1:3000/docs/", "127.0.0.1:3000", 0],
    ["http://0.0.0.0:8080", "http://localhost:8080", "localhost:8080", 0],
    ["http://[::]:8080/a", "http://localhost:8080/a", "localhost:8080", 0],
    ["http://[::1]:8080/", "http://[::1]:8080", "[::1]:8080", 0],
    ["http://shop.localhost/", "http://shop.localhost", "shop.localhost:80", 1],
    ["http://192.168.1.4:5173/", "http://192.168.1.4:5173", "192.168.1.4:5173", 2],
    ["https://vite.dev", "https://vite.dev", "vite.dev:443", 3],
    ["http://localhost:8888/?token=a%20b", "http://localhost:8888/?token=a%20b", "localhost:8888", 0],
    ["http://localhost:3000/Übersicht", "http://localhost:3000/Übersicht", "localhost:3000", 0],
  ];
  for (const [text, address, place, distance] of cases) {
    test(text, () => {
      const found = addressOf(text);
      expect(found?.url).toBe(address);
      expect(found === null ? "" : placeKey(found)).toBe(place);
      expect(found?.distance).toBe(distance);
    });
  }

  test("none is none", () => {
    expect(addressOf("localhost 3000")).toBeNull();
    expect(addressOf("")).toBeNull();
  });
});

describe("what processes have told", () => {
  test("is one row for each process and address, however it is written", () => {
    const told = all([
      url("web", "http://localhost:5173/"),
      url("web", "http://localhost:5173"),
      url("web", "HTTP://LOCALHOST:5173"),
      url("web", "http://127.0.0.1:5173"),
      url("api", "http://localhost:5173"),
    ]);
    expect(listed(told)).toEqual([
      "web HTTP://LOCALHOST:5173",
      "web http://127.0.0.1:5173",
      "api http://localhost:5173",
    ]);
  });

  test("a restarted process prints it again: the row stays in its place and knows both times", () => {
    const before = all([url("web", "http://localhost:1", { time: NOW - 9_000 }), url("web", "http://localhost:2")]);
    const again = withUrl(before, url("web", "http://localhost:1/", { time: NOW + 5_000, source: 7 }));
    expect(listed(again)).toEqual(listed(before));
    expect(again.list[0]).toMatchObject({
      row: before.list[0]?.row,
      firstSeen: NOW - 9_000,
      lastSeen: NOW + 5_000,
      source: 7,
      printed: { time: NOW + 5_000, text: "http://localhost:1/" },
    });
  });

  test("a label that was told stays when a later line tells none", () => {
    const [one] = all([url("web", "http://localhost:1", { label: "Local" }), url("web", "http://localhost:1")]).list;
    expect(one?.label).toBe("Local");
  });

  test("a link that is announced by and by is a service, and stays one", () => {
    const link = url("web", "https://shop.example:8443", { urlKind: "link" });
    const service = url("web", "https://shop.example:8443");
    expect(all([link, service, link]).list.map(({ kind }) => kind)).toEqual(["service"]);
  });

  test("a server's root and a few of its paths are listed, and that there were more", () => {
    const paths = Array.from({ length: 8 }, (_, index) => url("web", `http://localhost:1/orders/${index}`));
    const told = all([...paths, url("web", "http://localhost:1/"), url("web", "http://localhost:2/a")]);
    expect(listed(told)).toEqual([
      ...[0, 1, 2, 3, 4].map((index) => `web http://localhost:1/orders/${index}`),
      "web http://localhost:1",
      "web http://localhost:2/a",
    ]);
    expect(told.list.map(({ hasMore }) => hasMore)).toEqual([true, false, false, false, false, false, false]);
  });

  test("a readiness check finds a place, printed or not", () => {
    const ready = { process: "api", source: 3, url: "http://127.0.0.1:3000/health", readyAt: NOW };
    const checked = withReadyPlace(noUrls, ready);
    expect(checked.list).toMatchObject([
      { kind: "service", printed: null, readyAt: NOW, firstSeen: NOW, label: "api" },
    ]);
    expect(withReadyPlace(checked, ready)).toBe(checked);
    const both = withReadyPlace(all([url("api", ready.url, { time: NOW - 5, label: "Api" })]), ready);
    expect(both.list).toMatchObject([
      { printed: { time: NOW - 5 }, readyAt: NOW, firstSeen: NOW - 5, lastSeen: NOW, label: "Api" },
    ]);
    const printed = withUrl(both, url("api", ready.url, { time: NOW + 5 }));
    expect(printed.list).toMatchObject([{ printed: { time: NOW + 5 }, readyAt: NOW }]);
  });

  test("is bounded: the links that were told longest ago go first, and are counted", () => {
    const service = url("web", "http://localhost:1", { time: NOW - 99_999 });
    const links = Array.from({ length: 502 }, (_, index) =>
      url("crawler", `https://example.com/${index}`, { urlKind: "link", time: NOW + index }),
    );
    const told = all([service, ...links]);
    expect(told.list.length).toBe(500);
    expect(told.forgotten).toBe(3);
    expect(listed(told).slice(0, 2)).toEqual(["web http://localhost:1", "crawler https://example.com/3"]);
  });
});
