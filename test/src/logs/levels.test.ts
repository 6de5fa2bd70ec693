import { expect, test } from "bun:test";
import { level } from "../../../core/index.ts";
import { hintsIn } from "../../../src/logs/gate.ts";
import { levelOf } from "../../../src/logs/levels.ts";

const cases: readonly (readonly [text: string, expected: number])[] = [
  ["listening on http://localhost:3000", level.info],
  ["0 errors, 0 warnings", level.info],
  ["no error handling needed", level.info],
  ["information desk", level.info],
  ["error: cannot find module", level.error],
  ["ERROR something broke", level.error],
  ["[error] it broke", level.error],
  ["src/cart.ts(18,3): error TS2345: Argument of type", level.error],
  ["TypeError: Cannot read properties of undefined (reading 'id')", level.error],
  ["Error: no such order", level.error],
  ["Uncaught RangeError: too deep", level.error],
  ["java.lang.IllegalStateException: closed", level.error],
  ["2026-01-02 10:00:00 WARN  pool is nearly full", level.warn],
  ["warning: unused variable", level.warn],
  ["npm warn deprecated something: old", level.warn],
  ['{"level":"error","msg":"x"}', level.error],
  ["level=debug msg=hello", level.debug],
  ["DEBUG http request", level.debug],
  ["[trace] entering", level.trace],
  ["fatal: not a git repository", level.fatal],
  ["panic: runtime error: index out of range", level.fatal],
  // pino, bunyan: numbers; winston, zap, slog, Serilog: words, wherever they stand.
  ['{"level":50,"time":1700000000000,"pid":1,"msg":"it broke"}', level.error],
  ['{"level":30,"time":1700000000000,"msg":"error: none, fatal: none"}', level.info],
  ['{"level": 60,"msg":"x"}', level.fatal],
  ['{"msg":"failed: error","level":"warn"}', level.warn],
  ['{"time":"2026-01-02T10:00:00Z","level":"INFO","msg":"no error"}', level.info],
  ['{"severity":"ERROR","message":"x"}', level.error],
  ['{"@t":"2026-01-02","@l":"Warning","@m":"x"}', level.warn],
  ['{"error":null,"ok":true}', level.info],
  ['time=2026-01-02T10:00:00Z msg="error: retried" level=info', level.info],
  ['ts=1 caller=main.go:3 level=error msg="x"', level.error],
  ["<11>1 2026-01-02T10:00:00Z host app - - - it broke", level.error],
  ["<14>1 2026-01-02T10:00:00Z host app - - - error counter is 0", level.info],
  ["E0102 10:42:07.123456    1 main.go:3] it broke", level.error],
  ["I0102 10:42:07.123456    1 main.go:3] error: none", level.info],
  ["W/Looper( 123): slow", level.warn],
  ["2026-01-02 10:00:00,123 [main] INFO  c.x.Errors - error: handled", level.info],
  ["2026-01-02 10:00:00,123 - app - WARNING - disk", level.warn],
  ["ERROR:root:it broke", level.error],
  ["2026-01-02T10:00:00.000000Z ERROR app::db: lost", level.error],
  ["10:42AM WRN disk is nearly full path=/a", level.warn],
  // Words in the place of a level that are none, and levels in places of their own.
  ["[2026-01-02 10:00:00,123: ERROR/MainProcess] Task handler raised", level.error],
  ["[2026-01-02 10:00:00,123: INFO/ForkPoolWorker-1] error rate 0", level.info],
  ["error   build failed in 0.4 s", level.error],
  ["warn    careful", level.warn],
  ["errors  3", level.info],
  ["CMake Error at CMakeLists.txt:3 (add_executable):", level.error],
  ["CMake Warning at lib/CMakeLists.txt:3 (find_package):", level.warn],
  ["-- Configuring incomplete, errors occurred!", level.error],
  ["🚨 Build failed.", level.error],
  ["Original error stack trace:", level.info],
  ["  (entry → error):", level.info],
];

test.each(cases)("level of %p", (text, expected) => {
  expect(levelOf(text)).toBe(expected as ReturnType<typeof levelOf>);
});

test("a text that may have a level is never passed over by the quick test", () => {
  for (const [text, expected] of cases) {
    if (expected !== level.info) expect(hintsIn(`\n${text}`)).not.toEqual([]);
  }
});
