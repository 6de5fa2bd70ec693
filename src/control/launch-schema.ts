/** The form of a {@link Launch} that comes over the socket. */

import * as z from "zod";
import type { Launch } from "../process/index.ts";

const name = z.string().min(1).max(500);
const milliseconds = z.number().min(0);
const stopSignals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"] as const;
const texts = z.array(z.string());
const variables = z.record(z.string(), z.string());

const probe = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("http"),
    url: z.string(),
    status: z.int().exactOptional(),
    headers: variables.exactOptional(),
  }),
  z.object({ kind: z.literal("tcp"), host: z.string(), port: z.int().min(1).max(65_535) }),
  z.object({ kind: z.literal("exec"), argv: texts.min(1) }),
  z.object({ kind: z.literal("log"), pattern: z.string() }),
  z.object({ kind: z.literal("url") }),
]);

/** A key that `Launch` has and this lacks is a mistake of the compiler's. */
const shape = {
  name,
  kind: z.enum(["script", "command"]),
  command: z.string(),
  argv: texts.min(1),
  cwd: z.string().min(1),
  env: variables.exactOptional(),
  envFiles: texts.exactOptional(),
  dependsOn: z
    .array(
      z.object({
        name,
        until: z.enum(["started", "ready", "completed", "ended", "log"]),
        pattern: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  ready: z
    .object({
      probe,
      delayMs: milliseconds,
      intervalMs: milliseconds,
      timeoutMs: milliseconds,
      withinMs: milliseconds,
      successes: z.int().min(1),
    })
    .exactOptional(),
  restart: z
    .object({
      when: z.enum(["never", "on-failure", "always"]),
      delayMs: milliseconds,
      maxDelayMs: milliseconds,
      limit: z.int().min(0),
    })
    .exactOptional(),
  stopSignal: z.enum(stopSignals).exactOptional(),
  stopTimeoutMs: milliseconds.exactOptional(),
  watch: z.object({ globs: texts, debounceMs: milliseconds, cascade: z.boolean() }).exactOptional(),
  tty: z.boolean().exactOptional(),
  overflow: z.enum(["overwrite", "block"]).exactOptional(),
  autostart: z.boolean().exactOptional(),
  groups: texts.exactOptional(),
} satisfies Record<keyof Launch, z.ZodType>;

/** Checked whole: what is in it is run. */
export const launchSchema: z.ZodType<Launch> = z.strictObject(shape);
