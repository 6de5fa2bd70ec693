/** Asking a program on this machine over HTTP: never over a proxy, for a short time, and for little. */

import { get } from "node:http";

/** Milliseconds that an answer may take: a Brummer that is busy still gives its event loop a turn within a second. */
const ANSWER_MS = 3000;
/** Characters of an answer that are read: many times what Brummer says; others may say anything. */
const MAX_ANSWER = 1_000_000;

/** What stands at `http://127.0.0.1:port` + `path` as JSON; undefined when nobody answers so. Never rejects. */
export function getJson(port: number, path: string): Promise<unknown> {
  return new Promise((resolve) => {
    // Not `fetch`: with HTTP_PROXY set that asks the proxy, even for an address of this machine.
    const request = get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER) end(undefined);
      });
      response.on("error", () => end(undefined));
      response.on("end", () => end(response.statusCode === 200 ? parse(text) : undefined));
    });
    const timer = setTimeout(() => end(undefined), ANSWER_MS);
    request.on("error", () => end(undefined));
    function end(answer: unknown): void {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    }
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
