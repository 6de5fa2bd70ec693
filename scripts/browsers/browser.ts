/** Chromium without a window, and what a visit of a page shows of it. */

import { type Browser, chromium, type Page } from "playwright-core";

const WAIT_MS = 30_000;
/** Milliseconds after which nothing more is expected of a page that shows what it should. */
const SETTLE_MS = 1000;

/** What one visit has seen, with addresses as paths. */
export interface Visit {
  readonly page: Page;
  readonly text: string;
  readonly console: readonly string[];
  /** `GET /src/main.ts 200 script`, each once, sorted. */
  readonly requests: readonly string[];
  readonly cookies: readonly string[];
}

/** Undefined: there is no Chromium here. */
export async function openBrowser(): Promise<Browser | undefined> {
  const program = Bun.which("chromium") ?? Bun.which("chromium-browser") ?? Bun.which("google-chrome");
  if (program === null) return undefined;
  return chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
}

/** Opens a page and waits until it shows a text. `server`: where it comes from, with a proxy before it or not. */
export async function visit(browser: Browser, url: string, server: string, shows: string): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const said: string[] = [];
  const requests = new Set<string>();
  const origins = [new URL(url).origin, new URL(server).origin];
  const pathOf = (address: string) => withoutTimes(plain(address));
  const plain = (text: string) =>
    origins
      .reduce((all, origin) => all.replaceAll(origin, ""), text)
      .replaceAll(/\b(?:localhost|127\.0\.0\.1):\d+/g, "HOST");
  page.on("console", (message) => said.push(`${message.type()}: ${plain(message.text())}`));
  page.on("pageerror", (error) => said.push(`error: ${plain(error.message)}`));
  page.on("response", (response) => {
    const request = response.request();
    requests.add(`${request.method()} ${pathOf(request.url())} ${response.status()} ${request.resourceType()}`);
  });
  page.on("requestfailed", (request) => {
    // The page itself gives up what it has read enough of: sometimes before its end, sometimes behind it.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    requests.add(`${request.method()} ${pathOf(request.url())} failed ${request.failure()?.errorText ?? ""}`);
  });
  page.on("websocket", (socket) => requests.add(`socket ${pathOf(socket.url().replace(/^ws/, "http"))}`));
  await page.goto(url, { timeout: WAIT_MS });
  await shown(page, shows);
  await page.waitForTimeout(SETTLE_MS);
  const cookies = (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`);
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, without what is hidden
  const text = (await page.locator("body").innerText()).trim();
  return { page, text, console: said, requests: [...requests].sort(), cookies: cookies.sort() };
}

export async function shown(page: Page, text: string): Promise<void> {
  await page.waitForFunction((wanted) => document.body.textContent.includes(wanted), text, { timeout: WAIT_MS });
}

/** Without what differs from one load to the next: times and tokens in queries, hashes of builds. */
function withoutTimes(path: string): string {
  return path.replace(/([?&](?:t|token|v|import|_rsc|id|ts)=)[^&]*/g, "$1…").replace(/[0-9a-f]{16,}/g, "…");
}
