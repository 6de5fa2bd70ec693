/** What loggers and runners put before a line: taken off before its words are looked at. */

const time = "\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:\\s?[AP]M)?";
const date = "(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d|\\d{1,2}[-/]\\d{1,2}[-/]\\d{4}|\\d{1,2} [A-Z][a-z]{2} \\d{4})";
const zone = "(?:Z|\\s?[+-]\\d\\d:?\\d\\d|\\s?UTC|\\s?[A-Z]{3,4}(?=\\s))?";
const stamp = `(?:${date}(?:[T ,]+|$))?${time}${zone}|${date}`;
const levelWord =
  "(?:FATAL|PANIC|CRITICAL|CRIT|ERROR|ERR|SEVERE|EROR|WARNING|WARN|INFO|NOTICE|DEBUG|TRACE|fatal|critical|error|err|ERRO)";

const pieces: readonly RegExp[] = [
  new RegExp(`^[\\[(]?(?:${stamp})[\\])]?(?:\\s*[|:-])?\\s+`),
  new RegExp(`^(?:[\\[(<]\\s*${levelWord}\\s*[\\])>]|${levelWord}(?=[:\\s|]))(?:\\s*\\(\\d+\\))?[:\\s|-]+`),
  // "[main]", "(web)", "[app] [1]", "--- [nio-8080-exec-1]": a process, a thread or a logger.
  /^(?:-{2,3}\s+)?(?:\[[^\]]{1,60}\]|\([\w .:/@-]{1,40}\))(?:\[\d+\])?:?\s+/,
  // "com.shop.Cart - ", "root: ", "app.py:12 - ".
  /^\d{1,7}\s+-{1,3}\s+/,
  // Spring: "o.s.web.DispatcherServlet    : ".
  /^[\w$.[\]/-]+\s+: /,
  /^(?:[a-z][\w$]*\.)+[\w$]+(?::\d+)?\s+(?:[-:]\s+|(?=\[))/,
];

/** The line without times, levels and names before it; at most six of them. */
export function withoutPrefix(text: string): string {
  let rest = text.trimStart();
  for (let round = 0; round < 6; round++) {
    const before = rest;
    for (const piece of pieces) rest = rest.replace(piece, "");
    if (rest === before) break;
  }
  return rest.trim() === "" ? text.trim() : rest.trim();
}

/** Words that stand in brackets and name no process. */
const noName =
  /^(?:\d[\d.:, -]*|fatal|panic|critical|error|err|e|warn(?:ing)?|w|info|i|notice|debug|d|trace|verbose|success|ok|x|✓|✗|\s*|plugin:.*|cause|errors?|vite|hmr|.*[T ]\d\d:\d\d.*)$/i;

const lanes: readonly RegExp[] = [
  // concurrently, npm-run-all: "[web] text".
  /^\[(?<name>[\w@/.:-]{1,40}) *\] /,
  // docker compose, foreman: "web-1  | text", "12:00:01 web.1  | text".
  /^(?:\d\d:\d\d:\d\d )?(?<name>[\w@/.-]{1,40})\s+\| ?/,
  // turbo: "web:dev: text".
  /^(?<name>[\w@/-]{1,40}:[a-z][\w:-]{0,40}): (?!\d)/,
];

/** The name of the stream inside of a stream that a line belongs to, and the line without it. */
export function laneOf(text: string): { readonly name: string; readonly text: string } | undefined {
  for (const pattern of lanes) {
    const match = pattern.exec(text);
    const name = match?.groups?.["name"];
    if (match === null || name === undefined || noName.test(name)) continue;
    return { name, text: text.slice(match[0].length) };
  }
  return undefined;
}
