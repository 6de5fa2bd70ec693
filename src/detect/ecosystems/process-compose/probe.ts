/** Readiness of a process-compose process. */

import type { ReadyCheck, ReadyProbe } from "../../../process/index.ts";
import type { Fields } from "../../files/fields.ts";
import { isObject, scalarOf } from "../../files/values.ts";
import { quoted } from "../../shell.ts";

/** What a probe runs in. */
export interface ProbeSurroundings {
  readonly cwd: string;
  readonly shell: (command: string) => string[];
  readonly resolve: (path: string) => string;
}

/** Milliseconds between looks, and the like, when the file does not say: what process-compose takes. */
const defaults = { period: 10, timeout: 1, successes: 1, failures: 3 } as const;

/** Until a line is printed there is no limit in process-compose: a day is none for a person. */
const DAY_MS = 86_400_000;

/** `readiness_probe`. */
export function readProbe(fields: Fields, surroundings: ProbeSurroundings): ReadyCheck | undefined {
  const exec = fields.object("exec");
  const http = fields.object("http_get");
  const seconds = (name: string, least: number, otherwise: number) => {
    const value = fields.number(name);
    return value === undefined || value < least ? otherwise : value;
  };
  const delayMs = seconds("initial_delay_seconds", 0, 0) * 1000;
  const intervalMs = seconds("period_seconds", 1, defaults.period) * 1000;
  const timeoutMs = seconds("timeout_seconds", 1, defaults.timeout) * 1000;
  const successes = seconds("success_threshold", 1, defaults.successes);
  const failures = seconds("failure_threshold", 1, defaults.failures);
  const probe = exec === undefined ? http && httpProbe(http) : execProbe(exec, surroundings);
  exec?.finish();
  http?.finish();
  fields.finish();
  if (probe === undefined) return undefined;
  const withinMs = delayMs + (failures + successes - 1) * (intervalMs + timeoutMs);
  return { probe, delayMs, intervalMs, timeoutMs, withinMs, successes };
}

function httpProbe(fields: Fields): ReadyProbe {
  const scheme = fields.text("scheme")?.toLowerCase() || "http";
  const host = fields.text("host") || "127.0.0.1";
  const port = fields.number("num_port") ?? fields.number("port");
  const path = fields.text("path") || "/";
  const status = fields.number("status_code");
  const headers: Record<string, string> = {};
  const given = fields.any("headers");
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    headers[name] = (Array.isArray(value) ? value : [value]).map((item) => scalarOf(item) ?? "").join(", ");
  }
  const address = port === undefined ? host : `${host}:${port}`;
  const url = `${scheme}://${address}${path.startsWith("/") ? path : `/${path}`}`;
  // Without a status, process-compose wants exactly this one.
  const probe = { kind: "http", url, status: status ?? 200 } as const;
  return Object.keys(headers).length === 0 ? probe : { ...probe, headers };
}

function execProbe(fields: Fields, { cwd, shell, resolve }: ProbeSurroundings): ReadyProbe | undefined {
  const command = fields.text("command");
  const folder = fields.text("working_dir");
  if (command === undefined) return undefined;
  const target = folder === undefined ? cwd : resolve(folder);
  return { kind: "exec", argv: shell(target === cwd ? command : `cd ${quoted(target)} && ${command}`) };
}

/** `ready_log_line`: a piece of a line, not a pattern. */
export function readyLine(text: string): ReadyCheck {
  const pattern = text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return {
    probe: { kind: "log", pattern },
    delayMs: 0,
    intervalMs: 100,
    timeoutMs: 1000,
    withinMs: DAY_MS,
    successes: 1,
  };
}
