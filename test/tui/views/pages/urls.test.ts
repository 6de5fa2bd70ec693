import { describe, expect, test } from "bun:test";
import { takeEvents, takeReached } from "../../../../tui/found/index.ts";
import type { Model } from "../../../../tui/model.ts";
import { update } from "../../../../tui/update.ts";
import { urlsPage } from "../../../../tui/views/pages/urls.ts";
import { minutesAgo, url } from "../../found/support.ts";
import { modelOf, NOW, processOf, withProcess } from "../../support.ts";
import { body, offered, sizes } from "./support.ts";

function empty(changes: Partial<Model> = {}): Model {
  return modelOf({ view: "urls", ...sizes.wide, ...changes });
}

/** web is up on two hosts, api down, docs has ended, and there are links. */
function shop(changes: Partial<Model> = {}): Model {
  const scripts = ["web", "api", "docs"].map((name) => ({ name, command: `run ${name}` }));
  const start = modelOf({ view: "urls", ...sizes.wide, ...changes }, scripts);
  const web = withProcess(start, processOf("web", 1, "running", { pid: 4242 }));
  const api = withProcess(web, processOf("api", 2, "running", { pid: 4243 }));
  const docs = withProcess(api, processOf("docs", 3, "failed", { pid: null, exitCode: 1 }));
  const told = takeEvents(docs, [
    url("web", "http://192.168.1.4:5173/", { label: "Network", time: minutesAgo(2) }),
    url("web", "http://localhost:5173/", { label: "Local", time: minutesAgo(2) }),
    url("web", "https://vite.dev/guide/troubleshooting", { urlKind: "link", time: minutesAgo(2) }),
    url("api", "http://127.0.0.1:3000", { time: minutesAgo(2), source: 2 }),
    url("docs", "http://localhost:8000/docs/", { time: minutesAgo(2), source: 3 }),
  ]);
  const seen = { ok: true, seen: "", ms: 1.4, at: NOW };
  return [
    { ...seen, place: "localhost:5173" },
    { ...seen, place: "127.0.0.1:3000", ok: false, seen: "127.0.0.1:3000 refused the connection" },
  ].reduce((model, { place, ...reached }) => takeReached(model, place, reached), told);
}

const select = (model: Model, row: string): Model => ({
  ...model,
  pages: { ...model.pages, urls: { ...model.pages.urls, selected: row } },
});

const NETWORK = "web http://192.168.1.4:5173/";
const API = "api http://127.0.0.1:3000/";
const DOCS = "docs http://localhost:8000/docs/";
const LINK = "web https://vite.dev/guide/troubleshooting";

/** With a port of the proxy for the first server. */
function proxied(model: Model): Model {
  const made = { port: 20888, process: "web", label: "Local", createdAt: NOW };
  const mapping = { target: "http://localhost:5173", proxyUrl: "http://localhost:20888", ...made };
  return update(model, { type: "proxy", state: { mode: "reverse", mappings: [mapping], forward: null } }).model;
}

/** The lines of the detail, without the blank before them. */
function detailText(model: Model): string {
  const lines = body(model).split("\n").slice(3, -2);
  return lines
    .map((line) => line.replace(/^[^│]*│ ?/, "").trimEnd())
    .join("\n")
    .trimEnd();
}

describe("URLs", () => {
  test("96x20", () => {
    expect(body(shop())).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 web                                  │ 4 services, 2 down, 1 link
  ● Local   http://localhost:5173     │ http://localhost:5173
  ◌ Network http://192.168.1.4:5173   │
 api                                  │ answers   up: connected in 1 ms, checked 10:42:07
  ✖ api     http://127.0.0.1:3000     │ label     Local
 docs                          failed │ process   web (pid 4242), running
  ○ docs    localhost:8000/docs/      │ found     in a line that it printed
 links                                │ since     10:40:07
    https://vite.dev/guide/troub… web │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("without an address", () => {
    expect(body(empty())).toBe(`
──────────────────────────────────────┬─────────────────────────────────────────────────────────
 No address so far.                   │ no service
 Where a process prints an address,   │
 of a server or of a page to read, it │
 appears here.                        │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
                                      │
──────────────────────────────────────┴─────────────────────────────────────────────────────────
`);
  });

  test("60x15 and 40x10: the list alone; zoomed its detail", () => {
    expect(body(shop(sizes.middle))).toBe(`
────────────────────────────────────────────────────────────
 4 services, 2 down, 1 link
 web
  ● Local   http://localhost:5173
  ◌ Network http://192.168.1.4:5173
 api
  ✖ api     http://127.0.0.1:3000
 docs                                                failed
  ○ docs    http://localhost:8000/docs/
 links
    https://vite.dev/guide/troubleshooting              web

────────────────────────────────────────────────────────────
`);
    expect(body(shop({ ...sizes.middle, zoom: true }))).toBe(`
────────────────────────────────────────────────────────────
 4 services, 2 down, 1 link
 http://localhost:5173

 answers   up: connected in 1 ms, checked 10:42:07
 label     Local
 process   web (pid 4242), running
 found     in a line that it printed
 since     10:40:07



────────────────────────────────────────────────────────────
`);
    expect(body(shop(sizes.small))).toBe(`
────────────────────────────────────────
 4 services, 2 down, 1 link
 web
  ● Local   http://localhost:5173
  ◌ Network http://192.168.1.4:5173
 api
  ✖ api     http://127.0.0.1:3000
────────────────────────────────────────
`);
    expect(body(select(shop({ ...sizes.small, zoom: true }), API))).toBe(`
────────────────────────────────────────
 4 services, 2 down, 1 link
 http://127.0.0.1:3000

 answers   down: 127.0.0.1:3000 refused
           the connection, checked
           10:42:07
────────────────────────────────────────
`);
  });

  test("the detail of one that is down, of one whose process has ended, of a link", () => {
    const detail = (row: string) => detailText(select(shop(), row));
    expect(detail(API)).toBe(`http://127.0.0.1:3000

answers   down: 127.0.0.1:3000 refused the connection,
          checked 10:42:07
process   api (pid 4243), running
found     in a line that it printed
since     10:40:07`);
    expect(detail(DOCS)).toContain("answers   down: process ended\nprocess   docs, failed\n");
    expect(detail(NETWORK)).toContain("answers   unknown: not checked yet\n");
    expect(detail(LINK)).toContain(
      "kind      a link; only servers here are checked\nprocess   web (pid 4242), running\n",
    );
  });

  test("the detail tells a readiness check, a restart, a proxy, a listener and other paths", () => {
    const usage = [{ name: "api", cpu: null, memory: 0, processes: 1, ports: [5173] }];
    const model = shop({ usage });
    const [web] = model.urls.list.filter(({ label }) => label === "Local");
    if (web === undefined) throw new Error("no service");
    const known = { ...web, lastSeen: NOW, readyAt: NOW, hasMore: true };
    const changed = proxied({ ...model, urls: { ...model.urls, list: [known] } });
    expect(detailText(changed)).toBe(`http://localhost:5173

answers   up: connected in 1 ms, checked 10:42:07
label     Local
process   web (pid 4242), running
listens   api
found     in a line that it printed and by its
          readiness check
since     10:40:07, last told 10:42:07
proxy     http://localhost:20888
others    more of its paths were printed; the log has
          them`);
    expect(body(changed).split("\n")[3]).toStartWith("  ● Local localhost:5173     ⇄ :20888 │");
    const own = usage.map((one) => ({ ...one, name: "web" }));
    expect(detailText({ ...changed, usage: own })).not.toContain("listens");
    const listened = { ...changed, web: model.web };
    expect(body(listened).split("\n")[3]).toStartWith("  ● Local http://localhost:5173 → api │");
    expect(body({ ...listened, unicode: false }).split("\n")[3]).toStartWith("  * Local localhost:5173       -> api |");
  });

  test("behind the proxy: opened and copied there, by keys of their own directly", () => {
    const model = select(proxied(shop()), "web http://localhost:5173/");
    expect(urlsPage.target(model, "web http://localhost:5173/")).toMatchObject({
      open: { type: "open-url", url: "http://localhost:20888" },
      copy: "http://localhost:20888",
      openDirect: { type: "open-url", url: "http://localhost:5173" },
      copyOther: { type: "copy", text: "http://localhost:5173" },
    });
    expect(offered(model)).toEqual(expect.arrayContaining(["O open direct", "Y copy direct"]));
    expect(offered(select(model, API)).join()).not.toContain("direct");
  });

  test("one proxy for all, and servers that were given to it by hand, have rows of their own", () => {
    const forward = { port: 19888, pacUrl: "http://localhost:19888/proxy.pac" };
    const full = update(shop(), { type: "proxy", state: { mode: "full", mappings: [], forward } }).model;
    expect(body(full)).toContain("    http://localhost:19888      proxy │");
    expect(urlsPage.target(full, "proxy pac")).toEqual({ copy: forward.pacUrl });
    expect(detailText(select(full, "proxy pac"))).toContain("browsers that take their proxy settings");
    expect(detailText(select(full, API))).toContain("recorded for clients that use the proxy");
    const made = { port: 20889, process: null, label: "custom", createdAt: NOW };
    const mapping = { target: "http://localhost:9000", proxyUrl: "http://localhost:20889", ...made };
    const state = { mode: "reverse", mappings: [mapping], forward: null } as const;
    const byHand = update(shop(), { type: "proxy", state }).model;
    expect(body(byHand)).toContain("    http://localhost:9000    ⇄ :20889 │");
    expect(urlsPage.target(byHand, "proxy http://localhost:9000")).toMatchObject({
      copy: "http://localhost:20889",
      copyOther: { type: "copy", text: "http://localhost:9000" },
    });
  });

  test("the tab has the number of services, the line above the detail what there is", () => {
    expect(urlsPage.badge(empty())).toBeNull();
    expect(urlsPage.badge(shop())).toBe("4");
    const many = shop();
    expect(urlsPage.summary({ ...many, urls: { ...many.urls, forgotten: 12 } })).toBe(
      "4 services, 2 down, 1 link, 12 older ones dropped",
    );
  });

  test("labels have a column of their own only where they tell more than the process does", () => {
    const model = takeEvents(withProcess(empty(), processOf("api", 2, "running")), [
      url("api", "http://localhost:3000", { label: "Api" }),
    ]);
    expect(body(model).split("\n")[3]).toStartWith("  ◌ http://localhost:3000    ");
  });

  test("nothing jumps: what comes later leaves the order of the others, and the selection, as they are", () => {
    const model = select(shop(), API);
    const rows = (of: Model) => urlsPage.rows(of, 40).flatMap(({ id }) => (id === null ? [] : [id]));
    const before = rows(model);
    const told = [url("api", "http://127.0.0.1:3000/", { time: NOW }), url("web", "http://localhost:9", { time: NOW })];
    const later = update(model, { type: "told", events: told }).model;
    expect(rows(later).filter((row) => before.includes(row))).toEqual(before);
    expect(later.pages.urls.selected).toBe(API);
    expect(rows(later)).toContain("web http://localhost:9/");
  });

  test("headings are passed over, and shown with the first row", () => {
    const first = update(shop(), { type: "key", key: "home" }).model;
    expect(offered(first)).toEqual(expect.arrayContaining(["⏎ open", "l in the log", "y copy"]));
    const last = update(shop({ rows: 10 }), { type: "key", key: "end" }).model;
    expect(last.pages.urls).toMatchObject({ selected: LINK, top: 3 });
    const back = update(last, { type: "key", key: "home" }).model;
    expect(back.pages.urls).toMatchObject({ selected: "web http://localhost:5173/", top: 0 });
  });

  test("enter and o open it, y copies it, l shows the line", () => {
    const effects = (key: string, model: Model) => update(model, { type: "key", key }).effects;
    const open = [{ type: "open-url", url: "http://localhost:5173" }] as const;
    expect(effects("enter", shop())).toEqual(open);
    expect(effects("o", shop())).toEqual(open);
    expect(effects("y", shop())).toEqual([{ type: "copy", text: "http://localhost:5173" }]);
    const { model, effects: shown } = update(shop(), { type: "key", key: "l" });
    expect(model.view).toBe("logs");
    expect(shown).toEqual([
      {
        type: "reveal",
        group: null,
        source: 1,
        time: minutesAgo(2),
        text: "http://localhost:5173/",
        about: "url",
      },
    ]);
    const ready = processOf("api", 2, "ready", { url: "http://localhost:7", readyAt: NOW });
    const never = select(update(empty(), { type: "process", process: ready }).model, "api http://localhost:7/");
    expect(effects("l", never)).toEqual([]);
    for (const key of ["enter", "o", "y", "l"]) expect(effects(key, empty())).toEqual([]);
  });

  test("without Unicode", () => {
    expect(body(shop({ unicode: false }))).toBe(`
--------------------------------------+---------------------------------------------------------
 web                                  | 4 services, 2 down, 1 link
  * Local   http://localhost:5173     | http://localhost:5173
  . Network http://192.168.1.4:5173   |
 api                                  | answers   up: connected in 1 ms, checked 10:42:07
  x api     http://127.0.0.1:3000     | label     Local
 docs                          failed | process   web (pid 4242), running
  o docs    localhost:8000/docs/      | found     in a line that it printed
 links                                | since     10:40:07
    https://vite.dev/guide/troub~ web |
                                      |
                                      |
                                      |
                                      |
                                      |
                                      |
                                      |
--------------------------------------+---------------------------------------------------------
`);
    expect(body(shop({ ...sizes.small, unicode: false }))).toBe(`
----------------------------------------
 4 services, 2 down, 1 link
 web
  * Local   http://localhost:5173
  . Network http://192.168.1.4:5173
 api
  x api     http://127.0.0.1:3000
----------------------------------------
`);
    expect(body(empty({ ...sizes.small, unicode: false }))).toBe(`
----------------------------------------
 no service
 No address so far.
 Where a process prints an address, of
 a server or of a page to read, it
 appears here.

----------------------------------------
`);
  });
});
