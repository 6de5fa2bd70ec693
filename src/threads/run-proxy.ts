/** The proxy alone (`brum proxy --target URL`): no scripts, no screen, no other thread; prints what passes until a signal comes. */

import { resolve } from "node:path";
import { ExchangePrinter, exitCode, type ServeForm, speaksUtf8, stdoutSink } from "../cli/index.ts";
import { ConfigurationError, loadConfiguration, type ProxySettings } from "../config/index.ts";
import { portOwner } from "../process/index.ts";
import { Capture, KnownPorts, ProxyEngine } from "../proxy/thread.ts";
import { onEndSignals } from "./signals.ts";

/** Milliseconds that printing what is left may take once it was told to end. */
const PRINT_LIMIT_MS = 1000;

/** Resolves with the exit code: 0 after a signal, 1 where it cannot listen, 2 where it would stand before itself. */
export async function runProxy(given: ServeForm & { readonly directory: string }): Promise<number> {
  const settings = settingsOf(given.directory);
  if (typeof settings === "string") return refuse(settings);
  const end = Promise.withResolvers<void>();
  const isTerminal = process.stdout.isTTY === true;
  const printer = new ExchangePrinter({
    sink: stdoutSink(end.resolve),
    output: given.output,
    origin: given.target,
    colour: isTerminal && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
    unicode: !isTerminal || speaksUtf8(process.env, process.platform),
  });
  const capture = new Capture({
    latest: () => 0,
    // Nobody can ask for them.
    bodyBytes: 0,
    exchanges: settings.exchanges,
    over: (recording) => printer.print(recording.row()),
  });
  const engine = new ProxyEngine({
    capture,
    hooks: {},
    ports: new KnownPorts(undefined),
    firstPort: given.port ?? settings.firstPort,
    forwardPort: given.port ?? settings.port,
    changed: () => {},
  });
  onEndSignals(
    () => end.resolve(),
    () => process.exit(130),
  );
  const code = await begin(engine, given);
  if (code !== undefined) {
    await engine.close();
    return code;
  }
  await end.promise;
  // What is under way gets a moment, and is printed too.
  await engine.close();
  await printer.finish(PRINT_LIMIT_MS);
  if (printer.lost > 0) say(`${printer.lost} exchanges were not printed: nobody read as fast as they came.`);
  process.exit(exitCode.ok);
}

/** Listens, and says where; a number: it cannot, and that is said. */
async function begin(engine: ProxyEngine, { target, port, mode }: ServeForm): Promise<number | undefined> {
  try {
    if (mode === "full") await engine.setMode("full");
    const mapping = target === undefined ? undefined : await engine.register({ url: target, process: null, label: "" });
    const listens = mapping?.port ?? engine.forward?.port;
    if (listens === undefined) return refuse("The proxy listens nowhere.");
    if (port !== undefined && listens !== port) return refuse(takenText(port));
    if (mapping !== undefined && isItself(mapping)) {
      return refuse(`${mapping.target} would be the proxy itself: choose another --port.`, exitCode.usage);
    }
    const { forward } = engine;
    say(
      mapping === undefined
        ? `HTTP proxy on http://localhost:${listens} (for browsers: ${forward?.pacUrl}); Ctrl-C ends it`
        : `${mapping.proxyUrl} stands for ${mapping.target}; Ctrl-C ends it`,
    );
    return undefined;
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}.`);
  }
}

function isItself({ target, port }: { readonly target: string; readonly port: number }): boolean {
  const { hostname, port: own } = new URL(target);
  return Number(own) === port && /^(?:localhost|127\.|\[::1\])/.test(hostname);
}

function takenText(port: number): string {
  const owner = portOwner(port);
  const by = owner === undefined ? "" : ` by ${owner.name} (pid ${owner.pid})`;
  return `Port ${port} is taken${by}. Without --port the next free one is used.`;
}

/** A text: what is wrong with the configuration. */
function settingsOf(directory: string): ProxySettings | string {
  try {
    return loadConfiguration(resolve(directory), process.env, {}).proxy;
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

function say(text: string): void {
  process.stderr.write(`brum: ${text}\n`);
}

function refuse(why: string, code: number = exitCode.failure): number {
  say(why);
  return code;
}
