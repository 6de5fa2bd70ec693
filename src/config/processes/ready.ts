/** The key `ready`: how to learn that a process is ready for work. */

import type { ReadyCheck, ReadyProbe } from "../../process/index.ts";
import { duration, formatDuration } from "../duration.ts";
import { text } from "../kinds.ts";
import { isTable } from "../toml-file.ts";
import { defaults } from "./defaults.ts";
import { Fields, schemaOf } from "./fields.ts";
import { type Field, mapped, one, type Shape } from "./shape.ts";
import type { Spot } from "./spot.ts";
import { command, count, isText, pattern, set, variables } from "./values.ts";

const hour = 3_600_000;
const shown = (ms: number) => JSON.stringify(formatDuration(ms));

const httpUrl: Shape<string> = mapped(one(text('a URL like "http://localhost:3000/health"')), (url, at) => {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  return at.mistake(`must be a URL that begins with http:// or https://, not ${JSON.stringify(url)}.`);
});

type TcpProbe = Extract<ReadyProbe, { kind: "tcp" }>;
const tcp: Shape<TcpProbe> = {
  allowed: 'a port or a text like "localhost:5432"',
  schema: {
    anyOf: [
      { type: "integer", minimum: 1, maximum: 65_535 },
      { type: "string", pattern: ":[0-9]+$" },
    ],
  },
  read(value, at) {
    const [, host, digits] = isText(value) ? (/^(?:\[([^\]]+)\]|[^:[\]]+):(\d+)$/.exec(value) ?? []) : [];
    const port = isText(value) ? Number(digits) : value;
    if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) {
      return at.refuse(this.allowed, value);
    }
    const named = isText(value) ? (host ?? value.slice(0, value.lastIndexOf(":"))) : defaults.host;
    return { kind: "tcp", host: named, port };
  },
};

const headers: Shape<Readonly<Record<string, string>>> = mapped(
  { ...variables, allowed: 'a table of headers, like { Accept = "text/html" }' },
  (given, at) => {
    try {
      new Headers(given);
      return given;
    } catch (error) {
      return at.mistake(`cannot be sent: ${error instanceof Error ? error.message : String(error)}.`);
    }
  },
);

/** Exactly one of these says what is looked at. */
const probes = {
  http: { shape: httpUrl, meaning: "a GET of this URL is answered with 200 to 399, or with `status`" },
  tcp: { shape: tcp, meaning: 'a connection to this port, or "host:port", is accepted' },
  exec: { shape: command, meaning: "this command ends with code 0" },
  log: { shape: pattern, meaning: "a line of its output fits this regular expression" },
  url: { shape: set, meaning: "true: it has printed a URL" },
} satisfies Record<string, Field<unknown>>;
type ProbeKind = keyof typeof probes;
const probeKinds: readonly ProbeKind[] = ["http", "tcp", "exec", "log", "url"];

/** The keys of the table. */
export const readyFields = {
  ...probes,
  status: { shape: count(100, 599), meaning: "the only status that `http` takes for success" },
  headers: { shape: headers, meaning: "headers that `http` sends" },
  interval: {
    shape: one(duration(10, hour)),
    meaning: "from the end of one look to the next",
    initial: shown(defaults.ready.intervalMs),
  },
  timeout: { shape: one(duration(10, hour)), meaning: "for one look", initial: shown(defaults.ready.timeoutMs) },
  within: {
    shape: one(duration(10, 24 * hour)),
    meaning: "from its start to the first success; after that it counts as not ready",
    initial: shown(defaults.ready.withinMs),
  },
  delay: { shape: one(duration(0, hour)), meaning: "before the first look", initial: shown(defaults.ready.delayMs) },
  successes: {
    shape: count(1, 1000),
    meaning: "looks in a row that must succeed",
    initial: String(defaults.ready.successes),
  },
} satisfies Record<string, Field<unknown>>;

/** Keys that mean nothing with some checks: those they have an effect with. */
const looks: readonly ProbeKind[] = ["http", "tcp", "exec"];
const onlyWith: Readonly<Record<string, readonly ProbeKind[]>> = {
  status: ["http"],
  headers: ["http"],
  interval: looks,
  timeout: looks,
  delay: looks,
  successes: looks,
};

const allowed = `a table with one of ${probeKinds.join(", ")}, like { http = "http://localhost:3000" }`;

/** The table. */
export const ready: Shape<ReadyCheck> = {
  allowed,
  schema: { ...schemaOf(readyFields), oneOf: probeKinds.map((kind) => ({ required: [kind] })) },
  read(value, at) {
    if (!isTable(value)) return at.refuse(allowed, value);
    const fields = new Fields(value, at, readyFields);
    const given = probeKinds.filter((kind) => fields.has(kind));
    const [kind] = given;
    if (kind === undefined || given.length > 1) {
      return at.mistake(`must have one of ${probeKinds.join(", ")}, not ${given.join(" and ") || "none"}.`);
    }
    for (const [name, kinds] of Object.entries(onlyWith)) {
      if (!fields.has(name) || kinds.includes(kind)) continue;
      at.inside(name).warn(`has no effect with ${kind}, only with ${kinds.join(", ")}.`);
    }
    const probe = probeOf(kind, fields);
    const times = {
      delayMs: fields.take("delay", readyFields.delay),
      intervalMs: fields.take("interval", readyFields.interval),
      timeoutMs: fields.take("timeout", readyFields.timeout),
      withinMs: fields.take("within", readyFields.within),
      successes: fields.take("successes", readyFields.successes),
    };
    return probe && { probe, ...withDefaults(times, at) };
  },
};

function probeOf(kind: ProbeKind, fields: Fields): ReadyProbe | undefined {
  switch (kind) {
    case "http": {
      const url = fields.take("http", probes.http);
      const status = fields.take("status", readyFields.status);
      const sent = fields.take("headers", readyFields.headers);
      return url === undefined ? undefined : { kind, url, ...(status && { status }), ...(sent && { headers: sent }) };
    }
    case "tcp":
      return fields.take("tcp", probes.tcp);
    case "exec": {
      const argv = fields.take("exec", probes.exec)?.argv;
      return argv && { kind, argv };
    }
    case "log": {
      const given = fields.take("log", probes.log);
      return given === undefined ? undefined : { kind, pattern: given };
    }
    case "url":
      return fields.take("url", probes.url) && { kind };
  }
}

type Times = Omit<ReadyCheck, "probe">;

function withDefaults(given: { readonly [K in keyof Times]: Times[K] | undefined }, at: Spot): Times {
  const { ready: initial } = defaults;
  const times = {
    delayMs: given.delayMs ?? initial.delayMs,
    intervalMs: given.intervalMs ?? initial.intervalMs,
    timeoutMs: given.timeoutMs ?? initial.timeoutMs,
    withinMs: given.withinMs ?? initial.withinMs,
    successes: given.successes ?? initial.successes,
  };
  if (times.delayMs >= times.withinMs) {
    const [delay, within] = [formatDuration(times.delayMs), formatDuration(times.withinMs)];
    at.mistake(`is never looked at: delay is ${delay}, and within ends after ${within}.`);
  }
  return times;
}
