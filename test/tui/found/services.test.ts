import { describe, expect, test } from "bun:test";
import { takeEvents, takeReached, takeReadyPlaces } from "../../../tui/found/index.ts";
import { linksOf, listenerOf, placesToLookAt, serviceGroups, stateOf } from "../../../tui/found/services.ts";
import type { UrlTold } from "../../../tui/found/urls.ts";
import type { Model } from "../../../tui/model.ts";
import { update } from "../../../tui/update.ts";
import { modelOf, NOW, processOf, withProcess } from "../support.ts";
import { url } from "./support.ts";

const started = NOW - 60_000;

function shop(events: readonly UrlTold[], changes: Partial<Model> = {}): Model {
  const web = withProcess(modelOf(changes), processOf("web", 1, "running", { startedAt: started }));
  const api = withProcess(web, processOf("api", 2, "ready", { startedAt: started }));
  return takeEvents(api, events);
}

const grouped = (model: Model) =>
  serviceGroups(model).map(({ process, services }) => [process, ...services.map((one) => one.url)]);

function stateIn(model: Model, address: string) {
  const found = model.urls.list.find((one) => one.url === address);
  return found === undefined ? null : stateOf(model, found);
}

describe("services", () => {
  test("stand below their process in the order of the list, the nearest first, and links apart", () => {
    const model = shop([
      url("api", "http://127.0.0.1:3000"),
      url("web", "http://192.168.1.4:5173"),
      url("web", "https://vite.dev", { urlKind: "link" }),
      url("web", "http://localhost:5173"),
      url("web", "http://127.0.0.1:5173"),
      url("gone", "http://localhost:9"),
    ]);
    expect(grouped(model)).toEqual([
      ["web", "http://localhost:5173", "http://127.0.0.1:5173", "http://192.168.1.4:5173"],
      ["api", "http://127.0.0.1:3000"],
      ["gone", "http://localhost:9"],
    ]);
    expect(linksOf(model).map((link) => link.url)).toEqual(["https://vite.dev"]);
  });

  test("a readiness check that a snapshot tells of is a service, from both messages", () => {
    const process = processOf("web", 1, "ready", { url: "http://localhost:5173/", readyAt: NOW });
    expect(grouped(update(modelOf(), { type: "process", process }).model)).toEqual([["web", "http://localhost:5173"]]);
    const all = update(modelOf(), { type: "processes", processes: [process], replace: false }).model;
    expect(grouped(all)).toEqual([["web", "http://localhost:5173"]]);
    const not = processOf("web", 1, "starting", { url: "http://localhost:5173/" });
    expect(grouped(takeReadyPlaces(modelOf(), [not]))).toEqual([]);
  });

  test("are up, down or unknown as they were seen last, and no longer than that holds", () => {
    const model = shop([url("web", "http://localhost:1"), url("api", "http://localhost:2")]);
    expect(stateIn(model, "http://localhost:1")?.is).toBe("unknown");
    const seen = { ok: true, seen: "", ms: 2, at: NOW };
    const up = takeReached(model, "localhost:1", seen);
    expect(stateIn(up, "http://localhost:1")).toEqual({ is: "up", ms: 2, at: NOW });
    expect(stateIn(up, "http://localhost:2")?.is).toBe("unknown");
    expect(stateIn({ ...up, now: NOW + 16_000 }, "http://localhost:1")?.is).toBe("unknown");
    const down = takeReached(up, "localhost:1", { ...seen, ok: false, seen: "localhost:1 refused the connection" });
    expect(stateIn(down, "http://localhost:1")).toMatchObject({
      is: "down",
      why: "localhost:1 refused the connection",
    });
  });

  test("of a process that has ended are down, whatever listens there", () => {
    const model = takeReached(shop([url("web", "http://localhost:1")]), "localhost:1", {
      ok: true,
      seen: "",
      ms: 1,
      at: NOW,
    });
    const ended = withProcess(model, processOf("web", 1, "failed", { startedAt: started }));
    expect(stateIn(ended, "http://localhost:1")).toEqual({ is: "down", why: "process ended", at: null });
    expect(placesToLookAt({ ...ended, view: "urls" })).toEqual([]);
  });

  test("what is reached is kept of known places alone", () => {
    const seen = { ok: true, seen: "", ms: 2, at: NOW };
    const model = takeReached(shop([url("web", "http://localhost:1")]), "localhost:1", seen);
    expect(Object.keys(takeReached(model, "localhost:7", seen).reached)).toEqual(["localhost:1"]);
    const others = takeReached({ ...model, urls: { list: [], forgotten: 0 } }, "localhost:7", seen);
    expect(others.reached).toEqual({});
  });

  test("of the run before are not asked until they are told again, and go when the new run tells others", () => {
    const model = shop([url("web", "http://localhost:1", { time: started - 10 })], { view: "urls" });
    const open = takeReached(model, "localhost:1", { ok: true, seen: "", ms: 1, at: NOW });
    expect(stateIn(open, "http://localhost:1")).toEqual({
      is: "unknown",
      why: "not told since web was started again",
    });
    expect(placesToLookAt(model)).toEqual([]);
    expect(grouped(model)).toEqual([["web", "http://localhost:1"]]);
    const moved = takeEvents(model, [url("web", "http://localhost:2", { time: started + 10 })]);
    expect(grouped(moved)).toEqual([["web", "http://localhost:2"]]);
    // At once nothing goes: the lines may still be coming.
    expect(grouped({ ...moved, now: started + 20_000 })).toEqual([["web", "http://localhost:1", "http://localhost:2"]]);
    const again = takeEvents(moved, [url("web", "http://localhost:1", { time: started + 20 })]);
    expect(grouped(again)).toEqual([["web", "http://localhost:1", "http://localhost:2"]]);
  });

  test("are looked at only while they can be seen, and links never", () => {
    const model = shop([
      url("web", "http://localhost:1"),
      url("web", "https://vite.dev", { urlKind: "link" }),
      url("api", "http://localhost:2"),
    ]);
    for (const view of ["procs", "logs", "errors", "tests"] as const)
      expect(placesToLookAt({ ...model, view })).toEqual([]);
    expect(placesToLookAt({ ...model, view: "urls" }).map(({ port }) => port)).toEqual([1, 2]);
  });

  test("know who listens on their port, on this machine", () => {
    const usage = [{ name: "api", cpu: null, memory: 0, processes: 1, ports: [3000] }];
    const model = shop([url("web", "http://localhost:3000"), url("web", "http://192.168.1.4:3000")], { usage });
    const [local, network] = model.urls.list;
    if (local === undefined || network === undefined) throw new Error("no services");
    expect(listenerOf(model, local)).toBe("api");
    expect(listenerOf(model, network)).toBeUndefined();
  });
});
