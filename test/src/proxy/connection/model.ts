/** A reader of chunked bodies that has all of the text at once: the grammar of RFC 9112, section 7.1, as it stands there. */

const chunk = /^([0-9a-f]{1,11})(?:[;\t ][^\r\n\0]*)?\r\n/i;
const trailers = /^(?:[^\r\n\0]+\r\n)*\r\n/;

/** What is in a body, and how many characters it takes; without `length`: more could still make it whole. `broken`: nothing could. */
export type ModelBody = { readonly content: string; readonly length?: number } | "broken";

export function modelOfChunks(text: string): ModelBody {
  let content = "";
  let at = 0;
  for (;;) {
    const [line, digits = ""] = chunk.exec(text.slice(at)) ?? [];
    if (line === undefined) return couldBe(text.slice(at), isSizeLine) ? { content } : "broken";
    at += line.length;
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    const data = text.slice(at, at + size);
    content += data;
    at += data.length;
    if (data.length < size) return { content };
    const end = text.slice(at, at + 2);
    if (!"\r\n".startsWith(end)) return "broken";
    if (end.length < 2) return { content };
    at += 2;
  }
  const rest = text.slice(at);
  const [all] = trailers.exec(rest) ?? [];
  if (all !== undefined) return { content, length: at + all.length };
  return couldBe(rest, (one) => trailers.test(one)) ? { content } : "broken";
}

/** Whether a text is the beginning of what is asked for, with one of the ends that it may have. */
function couldBe(text: string, is: (whole: string) => boolean): boolean {
  return ["", "1", "\n", "\r\n", "\r\n\r\n", "\n\r\n", "1\r\n", "x\r\n\r\n"].some((end) => is(text + end));
}

function isSizeLine(text: string): boolean {
  return chunk.test(text);
}

const head =
  /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) ([!-~\x80-\xff]+) HTTP\/1\.([01])((?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*)*)\r\n\r\n/;

/** A request's head at the beginning of a text, by the grammar of RFC 9112, section 3; undefined: there is none. */
export function modelOfHead(
  text: string,
): { readonly method: string; readonly target: string; readonly fields: string[][] } | undefined {
  const [, method = "", target = "", , lines = ""] = head.exec(text) ?? [];
  if (method === "") return undefined;
  const fields = lines
    .split("\r\n")
    .slice(1)
    .map((line) => [
      line.slice(0, line.indexOf(":")),
      line.slice(line.indexOf(":") + 1).replace(/^[ \t]+|[ \t]+$/g, ""),
    ]);
  return { method, target, fields };
}
