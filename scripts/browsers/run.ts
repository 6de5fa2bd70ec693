/**
 * `bun run browsers [NAME …]`: real development servers with and without the proxy, in a real browser. The page, what it says on its
 * console, and what it asks for must be the same; a changed file must reach the page through the proxy's port.
 */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { delay } from "es-toolkit";
import type { Browser } from "playwright-core";
import { repository } from "../build.ts";
import { type App, apps } from "./apps.ts";
import { openBrowser, shown, type Visit, visit } from "./browser.ts";

const START_MS = 90_000;
const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "brummer-browsers");

/** The app in a folder of its own, with its packages. */
async function prepared(app: App): Promise<string> {
  const folder = join(cache, app.name);
  const manifest = JSON.stringify({
    name: app.name,
    private: true,
    packageManager: "npm@10.0.0",
    scripts: { dev: app.dev },
    dependencies: app.packages,
  });
  const isThere = existsSync(join(folder, ".done")) && readFileSync(join(folder, ".done"), "utf8") === manifest;
  if (!isThere) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ ...app.files, "package.json": manifest })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  if (isThere) return folder;
  say(`${app.name}: installing its packages ...`);
  const install = Bun.spawn([process.execPath, "install"], { cwd: folder, stdout: "ignore", stderr: "pipe" });
  if ((await install.exited) !== 0) throw new Error(await new Response(install.stderr).text());
  writeFileSync(join(folder, ".done"), manifest);
  return folder;
}

/** A Brummer that runs the app: where its server listens, and the proxy for it. */
class Running implements AsyncDisposable {
  readonly #child: ReturnType<typeof spawn>;
  readonly #state: string;
  #printed = "";

  constructor(folder: string) {
    this.#state = mkdtempSync(join(tmpdir(), "brum-browsers-"));
    this.#child = spawn(folder, this.#state);
    void this.#read();
  }

  async addresses(): Promise<{ direct: string; proxied: string }> {
    for (const end = performance.now() + START_MS; performance.now() < end; await delay(100)) {
      const [, direct, proxied] = /what (http\S+) is asked is recorded at (http\S+)/.exec(this.#printed) ?? [];
      if (direct !== undefined && proxied !== undefined) return { direct, proxied };
    }
    throw new Error(`no server was announced:\n${this.#printed}`);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stdout) this.#printed += decoder.decode(chunk, { stream: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.exited;
    rmSync(this.#state, { recursive: true, force: true });
  }
}

function spawn(folder: string, state: string) {
  const command = [process.execPath, join(repository, "src/main.ts"), "--no-tui", "--no-mcp", "dev"];
  const env = {
    ...process.env,
    XDG_STATE_HOME: state,
    XDG_RUNTIME_DIR: state,
    NEXT_TELEMETRY_DISABLED: "1",
    ASTRO_TELEMETRY_DISABLED: "1",
    BROWSER: "none",
  };
  return Bun.spawn(command, { cwd: folder, env, stdin: "ignore", stdout: "pipe", stderr: "inherit" });
}

/** What differs, in sentences. */
async function check(browser: Browser, app: App): Promise<string[]> {
  const folder = await prepared(app);
  await using running = new Running(folder);
  const { direct, proxied } = await running.addresses();
  // The first visits make the server build, and the browser look for an icon, what the others get.
  for (const url of [direct, proxied]) await (await visit(browser, url, direct, app.shows)).page.context().close();
  const plain = await visit(browser, direct, direct, app.shows);
  await plain.page.context().close();
  const through = await visit(browser, proxied, direct, app.shows);
  const problems = differences(plain, through);
  await through.page.evaluate(() => Object.assign(window, { kept: true }));
  const { file, from, to, kept } = app.edit;
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
  try {
    await shown(through.page, app.shows.replace(from, to));
    const stayed = await through.page.evaluate(() => "kept" in window);
    if (kept && !stayed) problems.push("the page was loaded anew after a change, and not only what has changed");
  } catch {
    problems.push("a changed file did not reach the page through the port");
  }
  await through.page.context().close();
  return problems;
}

function differences(plain: Visit, through: Visit): string[] {
  const of = (what: string, a: readonly string[], b: readonly string[]) => [
    ...a.filter((one) => !b.includes(one)).map((one) => `${what} is missing with the proxy: ${one}`),
    ...b.filter((one) => !a.includes(one)).map((one) => `${what} is new with the proxy: ${one}`),
  ];
  return [
    ...(plain.text === through.text ? [] : [`the page differs: ${plain.text} | ${through.text}`]),
    ...of("on the console", plain.console, through.console),
    ...of("a request", plain.requests, through.requests),
    ...of("a cookie", plain.cookies, through.cookies),
  ];
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const browser = await openBrowser();
if (browser === undefined) {
  say("There is no Chromium here (Debian: chromium).");
  process.exit(1);
}
const wanted = process.argv.slice(2);
let failed = 0;
for (const app of apps.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const began = performance.now();
  const problems = await check(browser, app).catch((error: unknown) => [String(error)]);
  failed += problems.length > 0 ? 1 : 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    `${app.name}: ${problems.length === 0 ? "the same with and without" : "DIFFERS"} (${seconds} s)\n`,
  );
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
}
await browser.close();
process.exit(failed === 0 ? 0 : 1);
