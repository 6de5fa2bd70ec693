/** A line without what stands before its words. */

const before: readonly RegExp[] = [
  // Times, dates.
  /^[[(]?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[AP]M)?Z?(?:\s?[+-]\d\d:?\d\d)?[\])]?(?:\s+[-|])?\s+/i,
  // A process, a logger, a level: "[22228] [INFO] ", "INFO (shop): ".
  /^(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL)(?: \([\w.-]+\))?:?\s+(?:\([\w.-]+\):\s+)?/,
  // Levels and names in brackets: "[INFO] ", "[vite] ", "[nodemon] ".
  /^\[(?!watch\]|success\]|error\] Total)[\w .,@/:-]{1,60}\]:?\s+/,
  /^(?:INFO|info|LOG|wait|event|ready(?!\s+built)|vite|next|-|>|<[eiw]>)(?::|\s+(?:-\s+)?)(?=[A-Z✓✔⚡⨯○[]|vite v|webpack|compiled|built)/,
  // Signs.
  /^(?:[✓✔✅✗✘✖❌⨯×●○◐⚠ℹ➜▲✨🎉📦♻▶◇◆■□•*]\uFE0F?|x(?= Build failed))\s*/u,
  /^[|│┃]\s+/,
];

/** A time at the right edge of the terminal. */
const behind = /(?<!\s)(?:\s+\d{1,2}:\d\d:\d\d [AP]M|\s{2,}\d{1,2}:\d\d:\d\d)$/;

/** The words of the line: without times, levels, names in brackets and signs before them, and blanks around them. */
export function bareWords(text: string): string {
  let rest = text.trim();
  if (/[\dM]$/.test(rest)) rest = rest.replace(behind, "");
  for (let round = 0; round < 5; round++) {
    const last = rest;
    for (const pattern of before) rest = rest.replace(pattern, "");
    if (rest === last) break;
  }
  return rest;
}
