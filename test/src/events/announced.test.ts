import { describe, expect, test } from "bun:test";
import { urlIn } from "../../../src/events/urls/announced.ts";

/** Lines as the tools print them, and what they announce. */
const announced: readonly (readonly [tool: string, line: string, url: string])[] = [
  ["vite", "  ➜  Local:   http://localhost:5173/", "http://localhost:5173/"],
  ["vite, network", "  ➜  Network: http://192.168.1.20:5173/", "http://192.168.1.20:5173/"],
  ["next 15", "   - Local:        http://localhost:3000", "http://localhost:3000"],
  ["next 12", "ready - started server on 0.0.0.0:3000, url: http://localhost:3000", "http://localhost:3000"],
  ["astro", "┃ Local    http://localhost:4321/", "http://localhost:4321/"],
  [
    "webpack 5",
    "<i> [webpack-dev-server] Loopback: http://localhost:8080/, http://[::1]:8080/",
    "http://localhost:8080/",
  ],
  ["webpack 4", "ℹ ｢wds｣: Project is running at http://localhost:8080/", "http://localhost:8080/"],
  ["rails", "* Listening on http://[::]:3000", "http://localhost:3000"],
  ["rails, loopback", "* Listening on http://127.0.0.1:3000", "http://127.0.0.1:3000"],
  ["puma 3", "* Listening on tcp://0.0.0.0:3000", "http://localhost:3000"],
  ["angular", "open your browser on http://localhost:4200/ **", "http://localhost:4200/"],
  ["angular, cut", "** Angular Live Development Server is listening on localhost:4200 **", "http://localhost:4200"],
  ["laravel", "   INFO  Server running on [http://127.0.0.1:8000].  ", "http://127.0.0.1:8000"],
  ["php", "[Wed Nov 25] PHP 8.3.6 Development Server (http://localhost:8000) started", "http://localhost:8000"],
  ["python", "Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...", "http://localhost:8000/"],
  ["flask", " * Running on http://127.0.0.1:5000", "http://127.0.0.1:5000"],
  ["django", "Starting development server at http://127.0.0.1:8000/", "http://127.0.0.1:8000/"],
  ["uvicorn", "INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)", "http://localhost:8000"],
  [
    "gunicorn",
    "[2026-01-01 10:00:00 +0000] [7] [INFO] Listening at: http://127.0.0.1:8000 (7)",
    "http://127.0.0.1:8000",
  ],
  ["fastify", '{"level":30,"msg":"Server listening at http://127.0.0.1:3000"}', "http://127.0.0.1:3000"],
  ["phoenix", "[info] Access MyAppWeb.Endpoint at http://localhost:4000", "http://localhost:4000"],
  [
    "phoenix, bandit",
    "[info] Running MyAppWeb.Endpoint with Bandit 1.5 at 127.0.0.1:4000 (http)",
    "http://127.0.0.1:4000",
  ],
  ["asp.net", "      Now listening on: http://localhost:5000", "http://localhost:5000"],
  ["gin", "[GIN-debug] Listening and serving HTTP on :8080", "http://localhost:8080"],
  [
    "hugo",
    "Web Server is available at //localhost:1313/ http://localhost:1313/ (bind address 127.0.0.1)",
    "http://localhost:1313/",
  ],
  ["deno", "Listening on http://0.0.0.0:8000/ (http://localhost:8000/)", "http://localhost:8000/"],
  ["wrangler", "[wrangler:info] Ready on http://localhost:8787", "http://localhost:8787"],
  ["jupyter", "    http://localhost:8888/lab?token=abc", "http://localhost:8888/lab?token=abc"],
  ["https", "  > Local: https://localhost:5173/app", "https://localhost:5173/app"],
  ["a name of its own", "Site ready at https://shop.test", "https://shop.test"],
  ["a name elsewhere, with a port", "  Local:   https://app.example.dev:3443/", "https://app.example.dev:3443/"],
  ["a proxy of its own", "Proxy server listening on http://localhost:8080", "http://localhost:8080"],
  ["brackets in the path", "App ready: http://localhost:3000/a_(b).", "http://localhost:3000/a_(b)"],
  ["a full stop and a colon", "http://localhost:3000: ready", "http://localhost:3000"],
  ["this machine before the network", "ready at http://192.168.1.20:80 and http://localhost:80", "http://localhost:80"],
];

const others: readonly (readonly [what: string, line: string])[] = [
  ["documentation", "See https://nextjs.org/docs/messages/no-img-element"],
  ["documentation that is available", "Documentation is available at https://vite.dev/guide"],
  ["a release", "Update available at https://github.com/a/b/releases"],
  ["a download", "npm http fetch GET 200 https://packages.example.org/picomatch 120ms"],
  ["a frame", "    at handler (http://localhost:3000/src/app.js:10:5)"],
  ["a frame of Firefox", "handler@http://localhost:3000/src/app.js:10:5"],
  ["a request", "GET http://localhost:3000/api/users 200 in 12 ms"],
  ["an access log", '127.0.0.1 - - "GET / HTTP/1.1" 200 - "http://localhost:3000/" "Mozilla/5.0"'],
  ["another server that is waited for", "waiting for http://localhost:4000"],
  ["another server that is not there", "Error: connect ECONNREFUSED http://localhost:4000"],
  ["another server that did not answer", "TypeError: fetch failed for http://localhost:4000/api"],
  ["a proxy's target", "[HPM] Proxy created: /api  -> http://localhost:4000"],
  ["a tunnel", "Forwarding   https://abc.example.app -> http://localhost:3000"],
  ["an address in use", "http://localhost:3000 is already in use"],
  ["a bare address elsewhere", "cannot reach 127.0.0.1:5432"],
  ["a bare address of another kind", "gRPC server listening on 0.0.0.0:50051"],
  ["a debugger", "Debugger listening on ws://127.0.0.1:9229/9f3c"],
  ["a clock", "started at 10:15:30"],
  ["a port alone", "Server listening on port 3000"],
  ["a version", "running on 1.2.3:45678"],
  ["no host", "ready at http:// soon"],
  ["a port that is none", "ready at http://localhost:99999"],
];

describe("the URL that a line announces", () => {
  test.each(announced)("%s", (_, line, url) => expect(urlIn(line)).toBe(url));
  test.each(others)("not: %s", (_, line) => expect(urlIn(line)).toBeUndefined());

  test("takes no time to speak of in a hostile line", () => {
    const began = performance.now();
    for (const part of [
      "http://",
      "listening on ",
      "(",
      "running at http://localhost:",
      ":::::1",
      "https://localhost)",
    ]) {
      urlIn(part.repeat(20_000));
    }
    expect(performance.now() - began).toBeLessThan(200);
  });
});
