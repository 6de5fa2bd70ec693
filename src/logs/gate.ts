/**
 * Which lines deserve a closer look. Of millions a second most hold nothing that a level, an error, an address, a build or a test
 * could be read from; they are told apart by searches over whole chunks, and no regular expression runs on the rest.
 *
 * One search for all words would be slower than one for each pair: the engine skips ahead where a pattern has at most two
 * alternatives of the same length (90 M lines a second; three alternatives: 35 M; twelve: 10 M). All of them together pass
 * 3 M lines of 98 bytes a second.
 */

/** Words and shapes without which a line is not looked at. Bytes are read as Latin-1. */
const hints: readonly RegExp[] = [
  // Levels and errors.
  /fatal|panic/gi,
  /err/gi,
  /warn/gi,
  /crit|fail/gi,
  /severe|listen/gi,
  /debug|trace/gi,
  /verbose|serving/gi,
  /exceptio|complete/gi,
  /level"\s?:\s?(?:\d|"(?:emerg|alert))/gi,
  /WRN|DBG/g,
  /TRC|FTL/g,
  /EMERG|ALERT/g,
  /silly|ready/gi,
  /E(?:CONN|NOTF|ADDR)/g,
  /refused|running/gi,
  /in use|denied/gi,
  /dumped|assert/gi,
  // Builds, tests, servers.
  /pass|buil/gi,
  /compil|finish/gi,
  /bundle|succes/gi,
  /started|created/gi,
  /done in|watchin/gi,
  // Addresses and places in files: "http://", "a.ts:3", "a.ts(3,", "line 3", "a.java:[3".
  /[a-z]:(?:\d|\/\/)/gi,
  /\(\d+,/g,
  / line \d/g,
  /:\[\d/g,
  // Signs in UTF-8: arrows, ticks and crosses, dots, warnings, the times sign.
  /\xe2[\x86\x97\x9a-\x9d\xa8]|\xc3\x97/g,
  // Starts of lines.
  /\n(?:<\d|[VDWEF](?:\d{4} \d|\/\w))/g,
  /\n(?:ok |not ok |OK|Ran |=== |E {2}|T E S T|Tasks|TAP|Cannot |Unable |Could not |Executed |# [a-z]|--- |Generated )/g,
  /\n[ \t]+\d+[:|] ?\d/g,
];

const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/;

/** Whether there is anything to clean in a chunk: control characters other than tabs and line ends (also `\r\n`). */
export function hasControls(text: string): boolean {
  return control.test(text);
}

/**
 * Where in a chunk something stands that its line is worth a look for, ascending. Its first line is not judged by how it
 * starts: put a line feed before it. */
export function hintsIn(text: string): number[] {
  const places: number[] = [];
  for (const pattern of hints) {
    const before = places.length;
    pattern.lastIndex = 0;
    while (pattern.test(text)) places.push(pattern.lastIndex - 1);
    if (before > 0 && places.length > before) places.sort((a, b) => a - b);
  }
  return places;
}
