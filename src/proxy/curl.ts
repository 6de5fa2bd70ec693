/** An exchange's request as a command for a POSIX shell with curl. Pure. */

import type { Exchange } from "./capture/exchange.ts";
import { fieldText } from "./content.ts";
import { firstOf, listOf } from "./http1/fields.ts";
import { endToEnd } from "./http1/hop-by-hop.ts";
import { proxyLimits } from "./limits.ts";

/** What curl writes itself. */
const written = new Set(["host", "content-length"]);
/** Codings that `--compressed` asks for and takes away again; those that this curl knows, in its own words. */
const codings = new Set(["gzip", "deflate", "br", "zstd", "identity", "*"]);

/** The command; lines that begin with `#` say where it cannot do the same again. */
export function curlCommand(exchange: Exchange): string {
  const { method, url, requestBody, upgrade } = exchange;
  if (method === "CONNECT") return `# a tunnel to ${plain(url)}: what went through it is not recorded`;
  if (method === "") return "# what came was no request of HTTP";
  const notes: string[] = [];
  if (requestBody.isCut) {
    notes.push(`# the body was cut: ${requestBody.bytes.length} of ${requestBody.size} bytes are here`);
  }
  if (upgrade !== null) notes.push(`# it became a connection of the protocol ${plain(upgrade)}`);
  const { pipe, option } = bodyOf(exchange);
  const parts = [
    `curl ${quoted(url.replace(/#.*$/s, ""))}`,
    ...methodOf(method, requestBody.bytes.length > 0 && upgrade === null),
    ...fieldsOf(exchange),
    ...option,
    ...(/[[\]{}]/.test(url) ? ["--globoff"] : []),
    ...(/\/\.{1,2}(?:\/|$|\?)/.test(url) ? ["--path-as-is"] : []),
  ];
  return [...notes, `${pipe}${parts.join(" \\\n  ")}`].join("\n");
}

/** One word of a shell, whatever the text is (POSIX, Shell Command Language, 2.2.2 Single-Quotes). */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** For a comment. */
function plain(text: string): string {
  return text.replace(/[^ -~]/g, "?");
}

function methodOf(method: string, hasBody: boolean): string[] {
  if (method === "HEAD") return ["--head"];
  return method === (hasBody ? "POST" : "GET") ? [] : [`-X ${quoted(method)}`];
}

function fieldsOf({ requestFields, requestBody }: Exchange): string[] {
  const accepted = listOf(requestFields, "accept-encoding").map((coding) => coding.replace(/;.*$/s, ""));
  const isCompressed = accepted.length > 0 && accepted.every((coding) => codings.has(coding));
  const fields = endToEnd(requestFields).filter(([name]) => {
    const own = name.toLowerCase();
    return !written.has(own) && !(isCompressed && own === "accept-encoding");
  });
  const options = fields.map(
    ([name, value]) => `-H ${quoted(value === "" ? `${name};` : `${name}: ${fieldText(value)}`)}`,
  );
  // With data curl says that it is a form.
  const isUntyped = requestBody.bytes.length > 0 && firstOf(requestFields, "content-type") === undefined;
  return [...options, ...(isUntyped ? ["-H Content-Type:"] : []), ...(isCompressed ? ["--compressed"] : [])];
}

/** Texts stand on the command line; other bytes, and long texts, come through a pipe. */
function bodyOf({ requestBody, upgrade }: Exchange): { readonly pipe: string; readonly option: string[] } {
  const { bytes } = requestBody;
  if (bytes.length === 0 || upgrade !== null) return { pipe: "", option: [] };
  const text = textOf(bytes);
  const option = ["--data-binary @-"];
  if (text === undefined) return { pipe: `printf '${octal(bytes)}' | `, option };
  if (bytes.length > proxyLimits.argumentBytes) return { pipe: `printf %s ${quoted(text)} | `, option };
  return { pipe: "", option: [`--data-raw ${quoted(text)}`] };
}

/** Undefined: a shell cannot have it in a word, or a terminal should not. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[\0-\x08\x0b-\x1f\x7f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** As `printf` reads it (POSIX, printf, `\ddd`): all bytes but letters and digits. */
function octal(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += /[A-Za-z]/.test(character) ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return text;
}
