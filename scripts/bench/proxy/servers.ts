/** What is measured: the real `brum`, the server behind it, and other proxies, each a process of its own. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { delay } from "es-toolkit";
import { freePort } from "../../../test/support/ports.ts";
import { debianFolder, npmPackage } from "../baselines.ts";

const LIMIT_MS = 20_000;
const main = join(import.meta.dir, "../../../src/main.ts");
const child = join(import.meta.dir, "child.ts");

/** A running server. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** The server behind all: nginx where it can be had, a server of Bun otherwise. */
export async function backend(): Promise<Server> {
  try {
    return await nginx(
      (port) => `server { listen 127.0.0.1:${port}; location / { return 200 "${"x".repeat(1024)}"; } }`,
    );
  } catch {
    return small("backend", 0);
  }
}

/** A small server of `child.ts`. */
export async function small(kind: "backend" | "splice" | "node-http", target: number): Promise<Server> {
  return await printed([process.execPath, child, kind, String(target)], /^(\d+)$/m);
}

/** `http-proxy` of npm, on the same runtime as ours. Throws where it cannot be had. */
export async function httpProxy(target: number): Promise<Server> {
  const module = await npmPackage("http-proxy", "1.18.1");
  const port = await freePort();
  return await printed([process.execPath, child, "http-proxy", String(target), module, String(port)], /^(\d+)$/m);
}

/** nginx as a reverse proxy with one process. Throws where it cannot be had. */
export function nginxProxy(target: number): Promise<Server> {
  return nginx(
    (port) => `upstream back { server 127.0.0.1:${target}; keepalive 64; keepalive_requests 100000000; }
    server { listen 127.0.0.1:${port}; location / { proxy_pass http://back; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
  );
}

/** haproxy with one thread. Throws where it cannot be had. */
export async function haproxy(target: number): Promise<Server> {
  const root = await debianFolder("haproxy", ["liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1"]);
  const folder = temporary();
  const port = await freePort();
  const file = join(folder.path, "haproxy.cfg");
  writeFileSync(
    file,
    `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
listen all
  bind 127.0.0.1:${port}
  server back 127.0.0.1:${target}
`,
  );
  return await listening([join(root, "usr/sbin/haproxy"), "-f", file], port, folder.remove, libraries(root));
}

/** mitmproxy, where it is installed. */
export async function mitmproxy(target: number): Promise<Server> {
  const program = Bun.which("mitmdump");
  if (program === null) throw new Error("mitmdump is not installed");
  const port = await freePort();
  const options = [
    "--mode",
    `reverse:http://127.0.0.1:${target}`,
    "--listen-host",
    "127.0.0.1",
    "-p",
    String(port),
    "-q",
  ];
  return await listening([program, ...options], port, () => {});
}

/** The real program without a screen, with its proxy before the server: recording, its other threads listening. */
export async function brummer(target: number): Promise<Server> {
  const folder = temporary();
  writeFileSync(join(folder.path, "package.json"), JSON.stringify({ name: "bench", scripts: { web: "sleep 100000" } }));
  const mcp = await freePort();
  const options = ["--no-tui", "-p", String(mcp), "--proxy-url", `http://127.0.0.1:${target}`, "web"];
  const env = { BRUMMER_PROXY_FIRST_PORT: String(await freePort()), XDG_STATE_HOME: join(folder.path, "state") };
  return await printed([process.execPath, main, ...options], /recorded at http:\/\/localhost:(\d+)/, folder, env);
}

async function nginx(servers: (port: number) => string): Promise<Server> {
  const root = await debianFolder("nginx", []);
  const folder = temporary();
  const port = await freePort();
  const file = join(folder.path, "nginx.conf");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder.path};`);
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder.path}/pid; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 100000000; ${paths.join(" ")}
${servers(port)} }`,
  );
  mkdirSync(join(folder.path, "logs"));
  return await listening(
    [join(root, "usr/sbin/nginx"), "-e", "stderr", "-p", folder.path, "-c", file],
    port,
    folder.remove,
  );
}

export interface Folder {
  readonly path: string;
  readonly remove: () => void;
}

export function temporary(): Folder {
  const path = mkdtempSync(join(tmpdir(), "brum-bench-proxy-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function libraries(root: string): Record<string, string> {
  const machine = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  return { LD_LIBRARY_PATH: join(root, "usr/lib", machine) };
}

/** A program that says its port. */
async function printed(
  command: string[],
  pattern: RegExp,
  folder?: Folder,
  env?: Record<string, string>,
): Promise<Server> {
  const started = Bun.spawn(command, {
    ...(folder === undefined ? {} : { cwd: folder.path }),
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const stop = stopper(started, () => folder?.remove());
  const timer = setTimeout(() => started.kill("SIGKILL"), LIMIT_MS);
  let text = "";
  const reader = started.stdout.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    const port = pattern.exec(text)?.[1];
    if (port === undefined) continue;
    clearTimeout(timer);
    // What it says from now on is thrown away, but read.
    void drain(reader);
    return { port: Number(port), pid: started.pid, [Symbol.asyncDispose]: stop };
  }
  await stop();
  throw new Error(`${command.join(" ")} did not say its port`);
}

async function drain(reader: { read(): Promise<{ done: boolean }> }): Promise<void> {
  while (!(await reader.read()).done);
}

async function listening(
  command: string[],
  port: number,
  ended: () => void,
  env: Record<string, string> = {},
): Promise<Server> {
  const started = Bun.spawn(command, {
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  const stop = stopper(started, ended);
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await delay(50)) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return { port, pid: started.pid, [Symbol.asyncDispose]: stop };
    if (started.exitCode !== null) break;
  }
  await stop();
  throw new Error(`${command[0]} did not answer on port ${port}`);
}

function stopper(started: Bun.Subprocess, ended: () => void): () => Promise<void> {
  return async () => {
    started.kill("SIGTERM");
    const timer = setTimeout(() => started.kill("SIGKILL"), 5000);
    await started.exited;
    clearTimeout(timer);
    ended();
  };
}
