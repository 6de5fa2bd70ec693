import { describe, expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../../src/config/index.ts";
import { makeFolder } from "../../support/folder.ts";

/** The configuration of a folder with this `.brum.toml`. */
function load(text: string, env: Record<string, string> = {}) {
  using folder = makeFolder({ ".brum.toml": text });
  try {
    const { warnings, ...settings } = loadConfiguration(folder.path, env);
    return { ...settings, warnings: warnings.map((warning) => warning.replace(`${folder.path}/`, "")) };
  } catch (error) {
    throw new Error(String(error).replace(`${folder.path}/`, ""));
  }
}

describe("the configuration", () => {
  test("has defaults", () => {
    using folder = makeFolder();
    expect(loadConfiguration(folder.path, {})).toMatchObject({
      mcpPort: 7777,
      mcp: true,
      core: { ringBytes: 128 * 1024 * 1024, ringSlots: 1 << 20, ingestThreads: 1 },
      eventBus: {
        workers: Math.ceil(2.5 * availableParallelism()),
        priorities: { "process.changed": "high", "mcp.listening": "medium", "log.tail": "low" },
      },
      warnings: [],
    });
  });

  test("environment counts more than the nearest file, and that more than its parents", () => {
    using folder = makeFolder({
      ".brum.toml": 'mcp_port = 1000\nno_mcp = true\npreferred_package_manager = "pnpm"\n',
      "app/.brum.toml": "mcp_port = 2000\n",
    });
    const app = join(folder.path, "app");
    expect(loadConfiguration(app, {})).toMatchObject({ mcpPort: 2000, mcp: false, preferredPackageManager: "pnpm" });
    expect(loadConfiguration(app, { BRUMMER_MCP_PORT: "3000", BRUMMER_NO_MCP: "false" })).toMatchObject({
      mcpPort: 3000,
      mcp: true,
    });
  });

  test("does so key by key within a table", () => {
    using folder = makeFolder({
      ".brum.toml": '[core]\nring_bytes = "64 MiB"\nring_slots = 8192\ningest_threads = 4\n',
      "app/.brum.toml": "[core]\nring_slots = 65536\ningest_threads = 3\n",
    });
    const { core } = loadConfiguration(join(folder.path, "app"), { BRUMMER_CORE_INGEST_THREADS: "2" });
    expect(core).toMatchObject({ ringBytes: 64 * 1024 * 1024, ringSlots: 65_536, ingestThreads: 2 });
  });

  test.each([
    ["mcp_port = ", /\.brum\.toml:1:/],
    ['\nmcp_port = "7777"', /\.brum\.toml:2: mcp_port must be a whole number from 0 to 65535, not "7777"/],
    ["mcp_port = 70000", /not 70000/],
    ['preferred_package_manager = "cargo"', /one of npm, pnpm, yarn, bun, not "cargo"/],
    ["no_mcp = 1", /true or false, not 1/],
    ["core = 5", /\.brum\.toml:1: core must be a table \(\[core\]\), not 5/],
    ["mcp_port = 1\n[core]\n\ningest_threads = 9", /toml:4: core\.ingest_threads must be .* from 1 to 8, not 9\./],
    ["[core]\ningest_threads = 1.5", /toml:2: core\.ingest_threads .*, not 1\.5\./],
    ["[event_bus]\nworkers = 0", /toml:2: event_bus\.workers must be a whole number from 1 to \d+, not 0\./],
    ["[event_bus]\nworkers = inf", /toml:2: event_bus\.workers .*, not Infinity\./],
    ["[event_bus.low]\nslots = 1000", /toml:2: event_bus\.low\.slots .* not 1000\. Nearest: 512 or 1024\./],
    ['[event_bus.priorities]\n"log.tail" = "urgent"', /toml:2: .*log\.tail must be one of high, medium, low, not "urg/],
    [
      '[event_bus.priorities]\n"log.tial" = "low"',
      /toml:2: there is no topic "log\.tial"\. Did you mean "log\.tail"\?/,
    ],
    ['[event_bus.priorities]\nlog.x.y.zzz = "low"', /toml:2: there is no topic "log\.x.*Topics: process\.changed, /],
  ])("with the mistake %p says where it is and what is allowed", (text, message) => {
    expect(() => load(text)).toThrow(message);
  });

  test("refuses a mistake in a source that counts for nothing, too", () => {
    expect(() => load("[core]\ningest_threads = 9", { BRUMMER_CORE_INGEST_THREADS: "2" })).toThrow("toml:2: core.ing");
  });

  test.each([
    ["BRUMMER_MCP_PORT", "x", 'must be a whole number from 0 to 65535, not "x".'],
    ["BRUMMER_CORE_RING_BYTES", "100 MB", 'not "100 MB". Nearest: "64 MiB" or "128 MiB".'],
    ["BRUMMER_CORE_RING_SLOTS", "100", 'a power of two from 4096 to 16777216, not "100". Nearest: 4096.'],
    ["BRUMMER_EVENT_BUS_WORKERS", "many", 'not "many".'],
    ["BRUMMER_EVENT_BUS_HIGH_BYTES", "2 TB", 'not "2 TB".'],
    ["BRUMMER_EVENT_BUS_PRIORITIES_LOG_TAIL", "lowest", 'must be one of high, medium, low, not "lowest".'],
  ])("names the variable %s of the environment that is wrong", (variable, text, message) => {
    expect(() => load("", { [variable]: text })).toThrow(`${variable} must be`);
    expect(() => load("", { [variable]: text })).toThrow(message);
  });

  test("says which keys have no effect, and what was probably meant", () => {
    expect(load("mcp_port = 1\nproxy_port = 5\n").warnings).toEqual([
      ".brum.toml:2: proxy_port has no effect in this version.",
    ]);
    const text = "[proxy]\nport = 1\n[core]\nring_byte = 1\n[event_bus]\n[event_bus.high]\nslot = 128\n";
    expect(load(text, { BRUMMER_CORE_RING_SLOT: "1", BRUMMER_OTHER: "1" }).warnings).toEqual([
      "BRUMMER_CORE_RING_SLOT has no effect in this version. Did you mean BRUMMER_CORE_RING_SLOTS?",
      ".brum.toml:1: proxy has no effect in this version.",
      ".brum.toml:4: core.ring_byte has no effect in this version. Did you mean core.ring_bytes?",
      ".brum.toml:7: event_bus.high.slot has no effect in this version. Did you mean event_bus.high.slots?",
    ]);
  });
});

describe("a size", () => {
  const mebibytes = 64 * 1024 * 1024;
  test.each(["67108864", "67_108_864", '"64 MiB"', '"64MiB"', '"65536 kib"', '"0.0625 GiB"', '"67108864 b"'])(
    "may be written as %s",
    (text) => {
      expect(load(`[core]\nring_bytes = ${text}`).core.ringBytes).toBe(mebibytes);
      expect(load("", { BRUMMER_CORE_RING_BYTES: text.replaceAll('"', "") }).core.ringBytes).toBe(mebibytes);
    },
  );

  test.each([
    ["100_000_000", 'not 100000000. Nearest: "64 MiB" or "128 MiB".'],
    ['"64 MB"', 'not "64 MB". Nearest: "32 MiB" or "64 MiB".'],
    ["1024", 'from 1 MiB to 1 GiB, in bytes or as a text like "128 MiB", not 1024. Nearest: "1 MiB".'],
    ['"4 GiB"', 'not "4 GiB". Nearest: "1 GiB".'],
    ["-1", 'not -1. Nearest: "1 MiB".'],
    ["nan", 'not NaN. Nearest: "1 MiB".'],
    ['"much"', 'not "much".'],
    ['"64 MiB or so"', 'not "64 MiB or so".'],
    ["true", "not true."],
  ])("that is %s is refused with the nearest allowed ones", (text, message) => {
    expect(() => load(`[core]\nring_bytes = ${text}`)).toThrow(message);
  });
});

describe("a priority", () => {
  test.each([
    '[event_bus.priorities]\n"log.tail" = "high"',
    '[event_bus.priorities]\nlog.tail = "high"',
    'event_bus.priorities = { "log.tail" = "high" }',
  ])("of a topic may be changed by %p", (text) => {
    const { priorities } = load(text).eventBus;
    expect(priorities).toMatchObject({ "log.tail": "high", "process.changed": "high", "mcp.listening": "medium" });
  });

  test("of a topic may be changed by the environment", () => {
    const env = { BRUMMER_EVENT_BUS_PRIORITIES_MCP_LISTENING: "low" };
    expect(load("", env).eventBus.priorities["mcp.listening"]).toBe("low");
  });
});
