/** What the proxy says itself. */

import type { LocalAnswer } from "../connection/types.ts";

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  431: "Request Header Fields Too Large",
  501: "Not Implemented",
  502: "Bad Gateway",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
  508: "Loop Detected",
};

/** A text as an answer. */
export function textAnswer(status: number, text: string, type = "text/plain; charset=utf-8"): LocalAnswer {
  return { status, reason: reasons[status] ?? "Error", type, body: Buffer.from(text) };
}

/** Why a request was not served, for whoever reads it in a browser or a terminal. */
export function failureAnswer(status: number, why: string, where: string): LocalAnswer {
  return textAnswer(status, `Brummer's proxy${where === "" ? "" : ` for ${where}`}: ${why}.\n`);
}
