/**
 * Draws frames on the terminal that it is started in, and writes what each cost, in milliseconds, to a file as JSON. Arguments:
 * `ours`, `web` or `blessed`, the number of frames, the file. In each frame every line of the log pane is new and has colours; with `web`
 * that pane is the list of requests, and a thousand a second come.
 */

import { writeFileSync } from "node:fs";
import * as blessed from "blessed";
import { LogBatch, LogRing, level, stream } from "../../../core/index.ts";
import type { ExchangeRow } from "../../../src/proxy/index.ts";
import { layoutOf } from "../../../tui/layout.ts";
import { specOf } from "../../../tui/log/selection.ts";
import { LogWindows } from "../../../tui/log/window.ts";
import { initialModel, type Model } from "../../../tui/model.ts";
import { update } from "../../../tui/update.ts";
import { view } from "../../../tui/views/index.ts";
import { recordLook } from "../../../tui/views/record.ts";
import { Terminal } from "../../../tui/widgets/terminal.ts";

const LINES = 46;
/** Frames before those that count: until the engine has compiled what it runs. */
const WARM = 60;
const [kind = "ours", count = "300", file = ""] = process.argv.slice(2);

const scripts = Array.from({ length: 40 }, (_, index) => ({ name: `script${index}`, command: "node server.js" }));

function lineOf(frame: number, row: number): string {
  return `\x1b[3${1 + (row % 6)}m${frame}:${row}\x1b[39m GET \x1b[1m/orders/${frame * row}\x1b[22m 200 in ${row} ms ${"x".repeat(60)}`;
}

/** Requests of a thirtieth of a second, of a thousand a second: each begins and ends. */
const REQUESTS = 33;

function request(id: number, isOver: boolean): ExchangeRow {
  const place = {
    sequence: id,
    endSequence: isOver ? id : null,
    startedAt: Date.now(),
    process: "script1",
    label: "web",
  };
  const url = `http://localhost:5173/orders/${id}?page=${id % 7}`;
  const answer = {
    status: isOver ? 200 : null,
    connectMs: 0.2,
    firstByteMs: isOver ? 3 : null,
    doneMs: isOver ? 4 : null,
  };
  const sizes = { requestBytes: 0, responseBytes: isOver ? 2_000 + id : 0, frames: 0 };
  const others = { type: "application/json", error: null, authentication: null, upgrade: null };
  return { id, method: "GET", url, kind: "api", ...place, ...answer, ...sizes, ...others };
}

/** What comes for a frame: those that begin, and of the frame before those that end. */
function requestsOf(frame: number): ExchangeRow[] {
  const first = frame * REQUESTS;
  const ids = Array.from({ length: REQUESTS }, (_, index) => first + index + 1);
  return [...ids.map((id) => request(id, false)), ...ids.map((id) => request(id - REQUESTS, true))].filter(
    ({ id }) => id > 0,
  );
}

function ours(isWeb: boolean): () => Promise<number> {
  const ring = LogRing.create({ slots: 1 << 16, bytes: 1 << 24 });
  const [writer, batch, encoder] = [ring.writer(), new LogBatch(), new TextEncoder()];
  const drawn = { done: () => {} };
  const ignore = () => {};
  const events = {
    key: ignore,
    drag: ignore,
    click: ignore,
    wheel: ignore,
    resize: ignore,
    lost: ignore,
    held: ignore,
  };
  const terminal = new Terminal(true, "256", {
    ...events,
    typed: () => false,
    mouse: () => false,
    redraw: () => drawn.done(),
  });
  const windows = new LogWindows(ring.reader());
  const { columns, rows } = terminal;
  const start = { name: "bench", version: "1", scripts, starting: [], columns, rows, unicode: true } as const;
  let model: Model = { ...initialModel({ ...start, colors: "256", now: Date.now() }), scope: "all" };
  if (isWeb) model = { ...model, view: "web" };
  let frame = 0;
  return async () => {
    frame += 1;
    for (let row = 0; row < LINES; row += 1) {
      const styled = lineOf(frame, row);
      const fields = { time: Date.now(), source: 0, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
      batch.add(fields, encoder.encode(styled.replace(/\x1b\[\d+m/g, "")), encoder.encode(styled));
    }
    writer.write(batch);
    batch.clear();
    const written = Promise.withResolvers<void>();
    drawn.done = written.resolve;
    const requests = isWeb ? requestsOf(frame) : [];
    const began = performance.now();
    if (isWeb) model = update(model, { type: "exchanges", rows: requests }).model;
    const { width, height } = layoutOf(model).content;
    const look = recordLook(model, width);
    const log = windows.read({ spec: specOf(model), search: null, anchor: null, height, collapse: true, look });
    terminal.draw(view(model, log));
    const took = performance.now() - began;
    await written.promise;
    return took;
  };
}

/** The same with nothing but blessed's own elements: a list, and a box that is given the visible lines. */
function bare(): () => Promise<number> {
  const screen = blessed.screen({ smartCSR: true });
  const list = blessed.list({ parent: screen, left: 0, top: 2, width: 30, height: LINES });
  list.setItems(scripts.map(({ name }) => ` * ${name}`) as never);
  const box = blessed.box({ parent: screen, left: 31, top: 2, width: "100%-31", height: LINES });
  let frame = 0;
  return async () => {
    frame += 1;
    const began = performance.now();
    box.setContent(Array.from({ length: LINES }, (_, row) => lineOf(frame, row)).join("\n"));
    screen.render();
    const took = performance.now() - began;
    await new Promise((resolve) => setImmediate(resolve));
    return took;
  };
}

const draw = kind === "blessed" ? bare() : ours(kind === "web");
const samples: number[] = [];
for (let frame = 0; frame < WARM + Number(count); frame += 1) {
  const took = await draw();
  if (frame >= WARM) samples.push(took);
}
writeFileSync(file, JSON.stringify(samples));
process.exit(0);
