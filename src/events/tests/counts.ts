/**
 * Counts of tests in a line that no runner's own rule knows: "4 specs, 2 failures, 1 pending spec", "Total: 4, Failed: 1, Skipped: 1",
 * "3 scenarios (1 failed, 2 passed)". Runners differ in order, signs and nouns, hardly in words: a line counts where all of
 * its words are known ones. Pure; linear in the length of the line.
 */

/** What a word with a number counts. `group`: parts of tests, or groups of them; such a line is no summary of tests. */
type Meaning = "passed" | "failed" | "errors" | "skipped" | "total" | "test" | "group" | "other" | "filler";

/** Characters of a line that is looked at: summaries are short. */
const MAX_TEXT = 160;
const MAX_COLUMN = 60;

const meant: readonly (readonly [Meaning, string])[] = [
  ["passed", "pass passed passes passing ok success successes successful succeeded"],
  ["failed", "fail failed fails failing failure failures"],
  ["errors", "error errors errored broken crashed"],
  ["skipped", "skip skipped skips pending ignored disabled todo todos"],
  ["total", "total count"],
  ["test", "test tests spec specs example examples scenario scenarios case cases"],
  [
    "group",
    "suite suites file files feature features step steps group groups assert asserts rule rules snapshot snapshots",
  ],
  [
    "other",
    "assertion assertions expect expectations warn warning warnings flaky retried canceled cancelled aborted undefined " +
      "ambiguous filtered deselected xfail xfailed xpass xpassed inconclusive quarantined focused unexpected untested",
  ],
  [
    "filler",
    "of and in out the all were was run ran executed completed finished complete done result results summary doctest",
  ],
];
const words = new Map(meant.flatMap(([meaning, all]) => all.split(" ").map((word) => [word, meaning] as const)));

/** Words by which passed and failed tests alone are told, where nothing says that they are tests. */
const sure = /\bpass(?:ed|es|ing)?\b/i;

export interface TestCounts {
  readonly passed?: string;
  readonly failed?: string;
  readonly errors?: string;
  readonly skipped?: string;
  readonly total?: string;
  readonly time?: string;
}

const duration = /\(?\b(?:in|took)?\s*(?<time>\d+(?:\.\d+)? ?(?:ms|s|secs?|seconds?|m|mins?|minutes?)\b)\)?/i;
/** What may stand between words and numbers. */
const token = /(?<number>\d+)|(?<word>[a-z]+)|[\s,;:|=.!()[\]{}#*─—-]+/giy;

/** Without one of these no line is taken apart. */
const hint = /pass|fail|succe|skip|\bok\b/i;

/**
 * The counts that a line holds, all of whose words are of tests; `part`: of parts or groups of tests; undefined: it does not, or
 * says nothing of tests.
 */
export function countsIn(text: string): TestCounts | "part" | undefined {
  if (text.length > MAX_TEXT || !/\d/.test(text) || !hint.test(text)) return undefined;
  const time = duration.exec(text)?.groups?.["time"];
  const rest = time === undefined ? text : text.replace(duration, " ");
  const tokens = tokensOf(rest);
  if (tokens === undefined) return undefined;
  const found = new Map<Meaning, string>();
  for (const { number, meanings } of isLabelled(rest) ? byLabel(tokens) : byNumber(tokens)) {
    const kind = kindOf(meanings);
    if (kind === undefined) continue;
    const before = found.get(kind);
    if (before === undefined) found.set(kind, number);
    // Tests are left out for several reasons.
    else if (kind === "skipped") found.set(kind, String(Number(before) + Number(number)));
  }
  const hasOutcome = found.has("failed") || found.has("passed");
  if (tokens.includes("group")) return hasOutcome ? "part" : undefined;
  const isSummary = tokens.includes("test")
    ? (hasOutcome || found.has("errors")) && found.size >= 2
    : (found.has("total") && hasOutcome && (found.size >= 3 || sure.test(rest))) ||
      (found.has("passed") && found.has("failed") && sure.test(rest) && (found.size >= 3 || isFirst(found, "passed")));
  if (!isSummary) return undefined;
  return { ...Object.fromEntries(found), ...(time === undefined ? {} : { time }) };
}

const isFirst = (found: ReadonlyMap<Meaning, string>, kind: Meaning) => found.keys().next().value === kind;

const outcomes = ["passed", "failed", "errors", "skipped"] as const;

type Counted = (typeof outcomes)[number] | "total";

/** What a number with such words counts. */
function kindOf(meanings: readonly Meaning[]): Counted | undefined {
  const told = meanings.find((one) => outcomes.some((outcome) => outcome === one));
  const outcome = outcomes.find((one) => one === told);
  if (outcome !== undefined && !meanings.includes("other")) return outcome;
  return outcome === undefined && (meanings.includes("total") || meanings.includes("test")) ? "total" : undefined;
}

interface Item {
  readonly number: string;
  readonly meanings: readonly Meaning[];
}

/** A number, or what a word means. */
type Token = Meaning | { readonly number: string };

/** The tokens of a line; undefined where a word is unknown. */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return undefined;
    at = token.lastIndex;
    const { number, word } = match.groups ?? {};
    if (number !== undefined) tokens.push({ number });
    else if (word !== undefined) {
      const meaning = words.get(word.toLowerCase());
      if (meaning === undefined) return undefined;
      if (meaning !== "filler") tokens.push(meaning);
    }
  }
  return tokens;
}

/** "Passed: 3", "passed 3": numbers stand behind their words, the last of them at the end. */
function isLabelled(text: string): boolean {
  return /[a-z]\s*[:=]?\s*\d+\W*$/i.test(text) && !/^\W*\d/.test(text);
}

function byLabel(tokens: readonly Token[]): Item[] {
  const items: Item[] = [];
  let before: Meaning[] = [];
  for (const one of tokens) {
    if (typeof one === "string") {
      before.push(one);
      continue;
    }
    if (before.length > 0) items.push({ number: one.number, meanings: before });
    before = [];
  }
  return items;
}

function byNumber(tokens: readonly Token[]): Item[] {
  const items: { number: string; meanings: Meaning[] }[] = [];
  // Words before the first number: "FAIL! -- 1 Passed", "Tests 3 passed".
  for (const one of tokens) {
    const last = items.at(-1);
    if (typeof one === "string") last?.meanings.push(one);
    else items.push({ number: one.number, meanings: [] });
  }
  return items.filter(({ meanings }) => meanings.length > 0);
}

/** One line of a column of counts. */
interface ColumnRow {
  readonly kind: keyof TestCounts;
  readonly number: string;
  /** Whether its words are those of tests alone: copying succeeds and fails too. */
  readonly isOfTests: boolean;
}

/** What a line of a column says: "  Passed:    3". */
export function columnIn(text: string): ColumnRow | undefined {
  if (text.length > MAX_COLUMN || !/\d$/.test(text)) return undefined;
  const groups = /^(?<words>[a-z]+(?: [a-z]+)?)\s*[:=]?\s+(?<number>\d+)$/i.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const meanings: Meaning[] = [];
  for (const word of (groups["words"] ?? "").split(" ")) {
    const meaning = words.get(word.toLowerCase());
    if (meaning === undefined || meaning === "group") return undefined;
    meanings.push(meaning);
  }
  const kind = kindOf(meanings);
  if (kind === undefined) return undefined;
  return {
    kind,
    number: groups["number"] ?? "",
    isOfTests: meanings.includes("test") || sure.test(text),
  };
}
