/** What a pool and its workers say to each other, and what a job is. */

/** The jobs that a worker serves, by name. A job may return a promise; input and output are structured-cloned. */
export type JobTable = Readonly<Record<string, (input: never) => unknown>>;

/** The names of a table's jobs. */
export type JobName<J extends JobTable> = keyof J & string;

/** What a job takes. */
export type JobInput<J extends JobTable, N extends JobName<J>> = Parameters<J[N]>[0];

/** What a job gives. */
export type JobOutput<J extends JobTable, N extends JobName<J>> = Awaited<ReturnType<J[N]>>;

/** From the pool: do this job. One at a time. */
export interface JobRequest {
  readonly job: string;
  readonly input: unknown;
}

/** From a worker: how its job ended. */
export type JobAnswer =
  | { readonly kind: "done"; readonly output: unknown }
  | { readonly kind: "failed"; readonly reason: string };

/** From a worker: its `threadId`, first of all; then an answer to each request. */
export type WorkerMessage = { readonly kind: "ready"; readonly thread: number } | JobAnswer;

/** Words for whatever was thrown, be it nothing that has any: it never throws itself. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return "what was thrown cannot be told in words";
  }
}
