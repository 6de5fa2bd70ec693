import { describe, expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ConfigurationError, loadConfiguration } from "../../../src/config/index.ts";
import { topics } from "../../../src/topics.ts";
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
      "event_bus.priorities = 5",
      /toml:1: event_bus\.priorities must be a table \(\[event_bus\.priorities\]\), not 5\./,
    ],
    ['[event_bus.priorities]\nlog.tail.x = "low"', /toml:2: .*log\.tail must be one of .*, not a table\./],
    [
      "[event_bus]\n\nworkers = 9223372036854775807",
      /toml:3: event_bus\.workers must be .* 1 to \d+, not 9223372036854775807\./,
    ],
    ["mcp_port = [9007199254740993, nan, [true]]", /not \[9007199254740993, NaN, \[true\]\]\./],
    ["[core]\nring_slots = -99999999999999999999", /toml:2: .*, not -99999999999999999999\. Nearest: 4096\./],
    ['[core]\nring_slots = "1 M"', /toml:2: .*16777216, not "1 M"\. A count takes no unit\./],
    ['[core]\ningest_threads = "2 threads"', /not "2 threads"\. A count takes no unit\./],
    ['mcp_port = "7777"', /not "7777"\. A number stands without quotation marks\./],
  ])("with the mistake %p says where it is and what is allowed", (text, message) => {
    expect(() => load(text)).toThrow(message);
  });

  test("reports all mistakes of all sources, each with its place", () => {
    using folder = makeFolder({
      ".brum.toml": "mcp_port = -1\n",
      "app/.brum.toml": 'core = 5\n[event_bus]\nqueue = 0\n\nworkers = "two"\n',
      "app/web/.brum.toml": "[core\n",
    });
    const tell = () => loadConfiguration(join(folder.path, "app/web"), { BRUMMER_CORE_INGEST_THREADS: "9" });
    let message = "";
    try {
      tell();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      message = String(error).replaceAll(`${folder.path}/`, "");
    }
    expect(message.split("\n").map((line) => line.replace(/ must be .*, not /, " not "))).toEqual([
      "ConfigurationError: The configuration has 6 mistakes:",
      '  BRUMMER_CORE_INGEST_THREADS not "9".',
      expect.stringMatching(/^ {2}app\/web\/\.brum\.toml:1:\d+: /),
      "  app/.brum.toml:1: core not 5.",
      "  app/.brum.toml:3: event_bus.queue not 0.",
      '  app/.brum.toml:5: event_bus.workers not "two".',
      "  .brum.toml:1: mcp_port not -1.",
    ]);
  });

  test("refuses a mistake in a source that counts for nothing, too", () => {
    expect(() => load("[core]\ningest_threads = 9", { BRUMMER_CORE_INGEST_THREADS: "2" })).toThrow("toml:2: core.ing");
  });

  test.each([
    ["BRUMMER_MCP_PORT", "x", 'must be a whole number from 0 to 65535, not "x".'],
    ["BRUMMER_CORE_RING_BYTES", "100 MB", 'not "100 MB". Nearest: "64 MiB" or "128 MiB".'],
    ["BRUMMER_CORE_RING_SLOTS", "100", 'a power of two from 4096 to 16777216, not "100". Nearest: 4096.'],
    ["BRUMMER_EVENT_BUS_WORKERS", "many", 'not "many".'],
    ["BRUMMER_EVENT_BUS_WORKERS", "1_", 'not "1_".'],
    ["BRUMMER_EVENT_BUS_QUEUE", "1__0", 'not "1__0".'],
    ["BRUMMER_CORE_RING_BYTES", "64_ MiB", 'not "64_ MiB".'],
    ["BRUMMER_CORE_RING_SLOTS", "1 M", 'not "1 M". A count takes no unit.'],
    ["BRUMMER_EVENT_BUS_HIGH_BYTES", "2 TB", 'not "2 TB".'],
    ["BRUMMER_EVENT_BUS_PRIORITIES_LOG_TAIL", "lowest", 'must be one of high, medium, low, not "lowest".'],
  ])("names the variable %s of the environment that is wrong", (variable, text, message) => {
    expect(() => load("", { [variable]: text })).toThrow(`${variable} must be`);
    expect(() => load("", { [variable]: text })).toThrow(message);
  });
});

describe("what has no effect", () => {
  const none = "has no effect in this version.";
  const fixed = 'has no effect: topics that begin with "bus." are the bus\'s own, and their priority is fixed.';
  const all = `Topics: ${Object.keys(topics).join(", ")}.`;

  test.each([
    ["mcp_port = 1\nhub_port = 5", `2: hub_port ${none}`],
    ["[hub]\nport = 1", `1: hub ${none}`],
    ["[cor]\nring_bytes = 1", `1: cor ${none} Did you mean [core]?`],
    ["[eventbus]\nworkers = 1", `1: eventbus ${none} Did you mean [event_bus]?`],
    ["[core]\nring_byte = 1", `2: core.ring_byte ${none} Did you mean core.ring_bytes?`],
    ["\n[event_bus.hihg]\nslots = 128", `2: event_bus.hihg ${none} Did you mean [event_bus.high]?`],
    ["[event_bus.high]\nslot = 128", `2: event_bus.high.slot ${none} Did you mean event_bus.high.slots?`],
    ["ring_slots = 4096", `1: ring_slots ${none} Did you mean core.ring_slots?`],
    ["[core]\nworkers = 4", `2: core.workers ${none} Did you mean event_bus.workers?`],
    ["[core]\nslots = 4096", `2: core.slots ${none} Did you mean core.ring_slots?`],
    ["other = 99999999999999999999", `1: other ${none}`],
    [
      '[event_bus.priorities]\n"log.tial" = "low"',
      `2: event_bus.priorities.log.tial ${none} Did you mean event_bus.priorities.log.tail?`,
    ],
    [
      '[event_bus.priorities.lgo]\ntail = "low"',
      `2: event_bus.priorities.lgo.tail ${none} Did you mean event_bus.priorities.log.tail?`,
    ],
    ['[event_bus.priorities]\nlog.x.y.zzz = "low"', `2: event_bus.priorities.log.x.y.zzz ${none} ${all}`],
    ['[event_bus.priorities]\n"foo.bar" = "low"', `2: event_bus.priorities.foo.bar ${none} ${all}`],
    ['[event_bus.priorities]\n"bus.handler-failed" = "low"', `2: event_bus.priorities.bus.handler-failed ${fixed}`],
  ])("in the file %p is said with its place and what was probably meant", (text, warning) => {
    expect(load(text).warnings).toEqual([`.brum.toml:${warning}`]);
  });

  test.each([
    ["OTHER", none],
    ["CORE_RING_SLOT", `${none} Did you mean BRUMMER_CORE_RING_SLOTS?`],
    ["RING_SLOTS", `${none} Did you mean BRUMMER_CORE_RING_SLOTS?`],
    ["EVENTBUS_WORKERS", `${none} Did you mean BRUMMER_EVENT_BUS_WORKERS?`],
    ["EVENT_BUS_HIHG_SLOTS", `${none} Did you mean BRUMMER_EVENT_BUS_HIGH_SLOTS?`],
    ["EVENT_BUS_PRIORITIES_LOG_TIAL", `${none} Did you mean BRUMMER_EVENT_BUS_PRIORITIES_LOG_TAIL?`],
    ["EVENT_BUS_PRIORITIES_FOO_BAR", `${none} ${all}`],
    ["EVENT_BUS_PRIORITIES_BUS_HANDLER_FAILED", fixed],
  ])("in the environment BRUMMER_%s is said, too", (name, rest) => {
    expect(load("", { [`BRUMMER_${name}`]: "1" }).warnings).toEqual([`BRUMMER_${name} ${rest}`]);
  });

  test("is an empty variable, and nobody is told: it is as if it were not set", () => {
    const { core, warnings } = load("[core]\ningest_threads = 2", { BRUMMER_CORE_INGEST_THREADS: "", BRUMMER_X: "" });
    expect({ threads: core.ingestThreads, warnings }).toEqual({ threads: 2, warnings: [] });
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
    ['"128 M"', 'not "128 M". Units: B, KiB, MiB, GiB, KB, MB, GB.'],
    ["18446744073709551616", 'not 18446744073709551616. Nearest: "1 GiB".'],
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
