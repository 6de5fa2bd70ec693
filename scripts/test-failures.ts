/** Where the runners that repeat all failures at their end begin to do so: deno test, node --test. */
const repeated = /^(?: ERRORS |✖ failing tests:)$/m;

/** What `deno test` appends of its own. */
const epilogue = /\n+error: Test failed\n[\s\S]*$/;

/** Result lines of the runners in use; group 1 is there when the test failed. What a test printed stands before them. */
const result = /^(?:(\(fail\))|\((?:pass|skip|todo)\)|\s*[✔﹣]) |^.* \.\.\. (?:ok|ignored) \(.*\)$/;

/** The line with which bun test begins a file. */
const fileName = /^\S+\.test\.[jt]s:$/;

/** The line with which bun test begins to name once more what failed or was left out. */
const recapitulation = /^\d+ tests? (?:failed|skipped|todo):$/;

/** Of the output of test runners what tells of failures: without colours, passed tests and what those printed. */
export function failuresIn(output: string): string {
  const text = Bun.stripANSI(output).replaceAll("\r\n", "\n").trimEnd();
  const end = repeated.exec(text);
  if (end !== null) return text.slice(end.index).replace(epilogue, "").trim();
  const kept: string[] = [];
  let test: string[] = []; // The lines since the last result.
  let file = "";
  for (const line of text.split("\n")) {
    if (recapitulation.test(line)) file = "";
    if (fileName.test(line)) file = line;
    else test.push(line);
    const match = result.exec(line);
    if (match === null) continue;
    // An error outside of every test has no result line of its own.
    if (match[1] !== undefined || test.some((other) => other.startsWith("# Unhandled error"))) {
      if (file !== "") kept.push("", file);
      file = "";
      kept.push(...test);
    }
    test = [];
  }
  return [...kept, ...test].join("\n").trim();
}
