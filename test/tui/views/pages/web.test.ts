import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Exchange } from "../../../../src/proxy/index.ts";
import { hitTest } from "../../../../tui/hit.ts";
import { layoutOf } from "../../../../tui/layout.ts";
import { emptyWindow } from "../../../../tui/log/window.ts";
import type { Model } from "../../../../tui/model.ts";
import { textOf } from "../../../../tui/text/style.ts";
import { view } from "../../../../tui/views/index.ts";
import { webPage } from "../../../../tui/views/pages/web.ts";
import { shownExchange } from "../../../../tui/web/shown.ts";
import { newWeb } from "../../../../tui/web/web.ts";
import { Session } from "../../overlay-support.ts";
import { modelOf, NOW, processOf, screenText, withProcess } from "../../support.ts";
import { exchangeOf } from "../../web/support.ts";
import { body, offered, sizes } from "./support.ts";

const API = "http://localhost:3000";
const page = exchangeOf({ id: 1, responseBytes: 3_100, type: "text/html" });
const api = { process: "api", label: "api", kind: "api" } as const;
const lost = exchangeOf({
  ...api,
  id: 2,
  sequence: 7,
  method: "POST",
  url: `${API}/orders?x=1`,
  status: 500,
  connectMs: 0.4,
  authentication: { scheme: "Bearer", claims: { role: "admin", exp: NOW / 1_000 + 7_200, sub: "ana" } },
  responseBody: { bytes: Buffer.from("{}"), size: 2, isCut: false },
});
const image = exchangeOf({ id: 3, kind: "image", url: "http://localhost:5173/logo.svg", status: 304 });
const socket = exchangeOf({
  id: 4,
  kind: "other",
  url: "http://localhost:5173/ws",
  status: 101,
  upgrade: "websocket",
  doneMs: null,
  frames: 88,
});
const all = [page, lost, image, socket];

function shop(exchanges: readonly Exchange[] = all, changes: Partial<Model> = {}): Session {
  const start = withProcess(modelOf({ view: "web", ...sizes.wide, ...changes }), processOf("web", 1, "running"));
  const both = withProcess(start, processOf("api", 2, "running"));
  return new Session(both).send({ type: "exchanges", rows: exchanges });
}

const selected = ({ model }: Session) => model.pages.web.selected;

describe("the list", () => {
  test("96x20, with the newest selected", () => {
    expect(body(shop().model)).toBe(`
────────────────────────────────────────────────┬───────────────────────────────────────────────
 10:42:07 200 GET  /                31 ms    3k │ 4 requests                          following
 10:42:07 500 POST /orders?x=1  ⚿   31 ms     2 │ WS http://localhost:5173/ws
 10:42:07 304 GET  /logo.svg        31 ms       │ 101 · 0 sent, 0 received
 10:42:07 101 WS   /ws               open   ⇅88 │ web · websocket · 10:42:07
                                                │
                                                │ time      ▒░░░░░░░░░░░░░░░░░░░░░░░░░  goes on
                                                │           ▒ connect 1 ms  ░ wait 28 ms
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
                                                │
────────────────────────────────────────────────┴───────────────────────────────────────────────
`);
  });

  test("follows until one moves; end follows again, and so does going down at the end", () => {
    const session = shop();
    const more = (id: number) => session.send({ type: "exchanges", rows: [exchangeOf({ id })] });
    expect(selected(session)).toBeNull();
    expect(selected(session.press("down"))).toBeNull();
    session.press("up");
    more(5);
    expect(selected(session)).toBe("3");
    expect(body(session.model)).toContain("2 behind");
    session.press("end");
    more(6);
    expect(selected(session)).toBeNull();
    expect(body(session.model)).toContain("following");
  });

  test("what is selected stays where it is on the screen while older ones go", () => {
    const many = Array.from({ length: 100 }, (_, index) => exchangeOf({ id: index + 1 }));
    const session = shop([], { web: newWeb(null, 100) }).send({ type: "exchanges", rows: many });
    for (let press = 0; press < 10; press += 1) session.press("up");
    const rowOf = () => Number(session.model.pages.web.selected) - session.model.web.list.findIndex(() => true);
    const place = () =>
      session.model.web.list.findIndex(({ id }) => String(id) === selected(session)) - session.model.pages.web.top;
    const before = place();
    expect(rowOf()).toBe(90);
    session.send({
      type: "exchanges",
      rows: Array.from({ length: 50 }, (_, index) => exchangeOf({ id: 101 + index })),
    });
    expect(place()).toBe(before);
    session.send({
      type: "exchanges",
      rows: Array.from({ length: 99 }, (_, index) => exchangeOf({ id: 151 + index })),
    });
    expect(body(session.model)).toContain("99 behind");
  });

  test("details are for the one that is read: scrolling and zooming end the following", () => {
    expect(selected(shop().press("z"))).toBe("4");
    expect(selected(shop().press("pagedown"))).toBe("4");
    expect(selected(shop().press("enter"))).toBe("4");
    expect(selected(shop(all, sizes.small).press("enter"))).toBe("4");
  });

  test("the wheel over it moves the selection", () => {
    const session = shop();
    session.send({ type: "wheel", x: 5, y: 5, direction: -1 });
    expect(selected(session)).toBe("1");
    session.send({ type: "click", x: 5, y: 4 });
    expect(selected(session)).toBe("3");
  });

  test("only rows that can be seen are drawn", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => exchangeOf({ id: index + 1 }));
    const { model } = shop(many);
    let drawn = 0;
    const web = {
      ...model.web,
      list: model.web.list.map((row) => ({
        ...row,
        get url() {
          drawn += 1;
          return row.url;
        },
      })),
    };
    view({ ...model, web, zoom: false }, emptyWindow);
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(100);
  });
});

describe("filters", () => {
  test("stand above the detail, and go by key and by click", () => {
    const session = shop().press("f");
    expect(body(session.model)).toContain("1 of 4 requests  pages ✕");
    session.press("f", "S-e");
    expect(body(session.model)).toContain("1 of 4 requests  api ✕  failed ✕");
    session.press("x");
    expect(body(session.model)).toContain("1 of 4 requests  api ✕   ");
    const chips = layoutOf(session.model).chips;
    const x = (chips?.x ?? 0) + 20;
    expect(hitTest(session.model, x, chips?.y ?? 0)).toEqual({ part: "chip", index: 0 });
    session.send({ type: "click", x, y: chips?.y ?? 0 });
    expect(body(session.model)).toContain(" 4 requests");
  });

  test("a pattern that is none hides nothing, and is not taken", () => {
    const session = shop().press("/").type("(").press("M-r");
    expect(body(session.model)).toContain(" 4 requests");
    session.press("enter");
    expect(session.model.prompt?.error).not.toBeNull();
  });

  test("where nothing is left it says so", () => {
    expect(body(shop().press("S-l", "S-l", "S-l").model)).toContain("No request is left by the filters above.");
  });
});

describe("details", () => {
  test("of one that failed", () => {
    const session = shop().press("up", "up");
    session.send({ type: "exchange", shown: shownExchange(lost, null, [{ time: NOW, text: "boom" }]) });
    const lines = body({ ...session.model, rows: 34 }).split("\n");
    expect(
      `\n${lines
        .slice(3, 26)
        .map((line) => line.slice(50).trimEnd())
        .join("\n")}`,
    ).toBe(
      `
POST http://localhost:3000/orders?x=1
500 OK · 0 sent, 2 received
api · API · 10:42:07

time      ▒░░░░░░░░░░░░░░░░░░░░░░░░░░█  31 ms
          ▒ connect <1 ms
          ░ wait 29 ms
          █ receive 2 ms

authentication  Bearer
sub: ana
exp: 1768473727 (2026-01-15 12:42:07, in 2h)
role: admin

printed meanwhile
10:42:07 boom

request headers
Host: localhost

answer's body  2 bytes
{}
`.replace("1768473727", String(NOW / 1_000 + 7_200)),
    );
  });

  test("of another exchange are not shown while its own are on their way", () => {
    const session = shop().press("up", "up");
    session.send({ type: "exchange", shown: shownExchange(page, null, []) });
    expect(body(session.model)).not.toContain("request headers");
  });

  test("targets: what can be copied, opened, sent again, found in the log", () => {
    const { model } = shop();
    expect(webPage.target(model, "2")).toEqual({
      inLog: { type: "reveal-at", sequence: 7, source: 2 },
      copy: `${API}/orders?x=1`,
      copyBody: { type: "copy-exchange", id: 2, part: "body" },
      copyOther: { type: "copy-exchange", id: 2, part: "curl" },
      open: { type: "open-url", url: `${API}/orders?x=1` },
      openDirect: { type: "open-url", url: `${API}/orders?x=1` },
      canReplay: true,
    });
    expect(webPage.target(model, "4").canReplay).toBe(false);
    const tunnel = shop([exchangeOf({ id: 1, method: "CONNECT", url: "example.com:443" })]).model;
    expect(webPage.target(tunnel, "1")).not.toHaveProperty("open");
    expect(offered(tunnel)).not.toContain("r send again");
  });
});

describe("what is done", () => {
  test("a request that changes nothing is sent again at once, another after a yes", () => {
    expect(shop([page]).press("r").effects).toEqual([{ type: "replay", id: 1 }]);
    const asked = shop([lost]).press("r");
    expect(asked.effects).toEqual([]);
    expect(asked.model.question?.text).toBe(`Send POST ${API}/orders?x=1 again?`);
    expect(asked.press("y").effects).toEqual([{ type: "replay", id: 2 }]);
  });

  test("what was sent again is selected, though a filter hides it", () => {
    const session = shop().press("f", "p");
    session.send(
      { type: "exchanges", rows: [exchangeOf({ ...api, id: 5, replayOf: 2 })] },
      { type: "replayed", id: 5 },
    );
    expect(selected(session)).toBe("5");
    expect(body(session.model)).toContain(" 5 requests");
    expect(session.model.notice?.text).toBe("Sent again: 200. The detail says what is different.");
  });

  test("the requests at a line: under way, else begun last; of its process, else of any", () => {
    const at = (sequence: number, process: string | null) =>
      selected(
        shop([
          exchangeOf({ id: 1, sequence: 1, endSequence: 9 }),
          exchangeOf({ ...api, id: 2, sequence: 3, endSequence: 4 }),
        ]).send({
          type: "requests-at",
          sequence,
          process,
        }),
      );
    expect(at(5, "web")).toBe("1");
    expect(at(5, "api")).toBe("2");
    expect(at(5, "worker")).toBe("2");
    expect(at(0, null)).toBe("1");
    expect(shop([]).send({ type: "requests-at", sequence: 1, process: null }).model.notice?.text).toBe(
      "No request has been recorded so far.",
    );
  });

  test("clear is for the process that the list is narrowed to", () => {
    expect(shop().press("c").effects).toEqual([{ type: "clear-exchanges", process: null }]);
    expect(shop().press("S-p", "c").effects).toEqual([{ type: "clear-exchanges", process: "web" }]);
  });
});

describe("a server that cannot be reached", () => {
  const down = { status: 502, connectMs: null, error: "localhost:5173 cannot be reached: connection refused" };

  test("is news once, for pages alone, and again after it has answered", () => {
    const session = shop([exchangeOf({ id: 1, ...down, kind: "api" })]);
    expect(session.model.notices.past).toEqual([]);
    session.send({ type: "exchanges", rows: [2, 3].map((id) => exchangeOf({ id, ...down })) });
    expect(session.model.notices.past.map(({ text }) => text)).toEqual([`web: ${down.error}`]);
    session.send({ type: "exchanges", rows: [exchangeOf({ id: 4 }), exchangeOf({ id: 5, ...down })] });
    expect(session.model.notices.past).toHaveLength(2);
  });

  test("failed requests and clients that leave are none", () => {
    const left = { status: null, error: "the client has closed the connection", connectMs: null };
    const session = shop([404, 500, 502].map((status, index) => exchangeOf({ id: index + 1, status })));
    session.send({ type: "exchanges", rows: [exchangeOf({ id: 9, ...left })] });
    expect(session.model.notices.past).toEqual([]);
  });
});

test("whatever is recorded, at whatever size: it stays where it belongs, and no control character leaves it", () => {
  const texts = fc.constantFrom(
    "web",
    "漢字漢字漢字",
    "\x1b[31mred\x1b[0m",
    "a\tb\nc",
    "\u202ereversed",
    "x".repeat(300),
  );
  fc.assert(
    fc.property(
      fc.record({ columns: fc.integer({ min: 1, max: 300 }), rows: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ zoom: fc.boolean(), unicode: fc.boolean() }),
      texts,
      texts,
      fc.option(fc.constantFrom(101, 200, 304, 404, 500)),
      fc.boolean(),
      (size, changes, name, text, status, isOver) => {
        const claims = { [text]: text, exp: 1e300, iat: "x" };
        const fields = [
          [text, text],
          ["Content-Type", text],
        ] as const;
        const body = { bytes: Buffer.from(text), size: text.length, isCut: true };
        const message = { from: "server", at: 3, kind: "text", size: 3, text } as const;
        const exchange = exchangeOf({
          process: name,
          label: text,
          method: text,
          url: `http://${text}/${text}`,
          status,
          reason: text,
          doneMs: isOver ? 12 : null,
          error: text,
          type: text,
          upgrade: text,
          frames: 1,
          replayOf: 1,
          authentication: { scheme: text, claims, mistake: text },
          requestFields: fields,
          responseFields: fields,
          requestBody: body,
          responseBody: body,
          messages: [message],
          messagesDropped: 3,
        });
        const shown = shownExchange(exchange, exchangeOf(), [{ time: NOW, text }]);
        const { model } = shop([page, exchange], { ...size, ...changes }).send({ type: "exchange", shown });
        const frame = view(model, emptyWindow);
        screenText(frame, size.columns, size.rows);
        for (const { lines } of [...frame.chrome, frame.content]) {
          for (const line of lines) {
            expect(textOf(line)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
            if (!changes.unicode) expect(textOf(line)).toMatch(/^[\x20-\x7e]*$/);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
