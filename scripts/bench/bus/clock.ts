/**
 * One time base for two threads. `performance.now()` starts at another moment in each, so the difference is measured: one
 * thread asks, the other answers with its time at once, both without sleeping. The quickest of many answers counts; what is
 * left of the error is half of that answer's time, well under a microsecond on an idle machine.
 */

/** The word of a question and of its answer (negative), and where the answering thread's time stands. */
const WORD = 0;
const TIME = 1;
const QUESTIONS = 2000;
/** Milliseconds for all of it. */
const LIMIT_MS = 5000;
export const CLOCK_BYTES = 16;

/** In the thread that answers: until all questions are answered. */
export function answerClock(buffer: SharedArrayBuffer): void {
  const words = new Int32Array(buffer);
  const times = new Float64Array(buffer);
  const until = performance.now() + LIMIT_MS;
  for (let question = 1; question <= QUESTIONS; question++) {
    while (Atomics.load(words, WORD) !== question) if (performance.now() > until) return;
    times[TIME] = performance.now();
    Atomics.store(words, WORD, -question);
  }
}

/** In the thread that asks: milliseconds to add to its own time for the other's, and how far off that may be. */
export function compareClocks(buffer: SharedArrayBuffer): { offset: number; error: number } {
  const words = new Int32Array(buffer);
  const times = new Float64Array(buffer);
  const until = performance.now() + LIMIT_MS;
  let offset = 0;
  let error = Number.POSITIVE_INFINITY;
  for (let question = 1; question <= QUESTIONS; question++) {
    const asked = performance.now();
    Atomics.store(words, WORD, question);
    while (Atomics.load(words, WORD) !== -question) {
      if (performance.now() > until) throw new Error("the other thread does not answer questions about its clock");
    }
    const answered = performance.now();
    if ((answered - asked) / 2 >= error) continue;
    error = (answered - asked) / 2;
    offset = (times[TIME] ?? 0) - (asked + answered) / 2;
  }
  return { offset, error };
}
