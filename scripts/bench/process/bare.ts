/** Children by `Bun.spawn` and nothing else. */

/** A way to run children; what it cannot do it leaves out. */
export interface Runner {
  readonly name: string;
  /** Starts so many at once; settles when each has printed its first line, with the milliseconds; the children are gone then. */
  firstLines?(count: number): Promise<number>;
  /** Starts one that waits; then the milliseconds from the wish to stop it to its end. */
  stop?(): Promise<number>;
  /** Starts so many children that end at once, some of them at a time. */
  exits?(count: number, atOnce: number): Promise<void>;
}

/** What prints a line. */
export const lineCommand = "echo hello";

function spawn(text: string) {
  return Bun.spawn(["/bin/sh", "-c", text], { stdin: "ignore", stdout: "pipe", stderr: "pipe", detached: true });
}

async function drain(pipe: ReadableStream<Uint8Array>, first: () => void): Promise<void> {
  for await (const _ of pipe) first();
}

export const bare: Runner = {
  name: "Bun.spawn",
  async firstLines(count) {
    const began = performance.now();
    let took = 0;
    await Promise.all(
      Array.from({ length: count }, async () => {
        const child = spawn(lineCommand);
        let isFirst = true;
        const first = () => {
          if (isFirst) took = performance.now() - began;
          isFirst = false;
        };
        await Promise.all([drain(child.stdout, first), drain(child.stderr, () => {}), child.exited]);
      }),
    );
    return took;
  },
  async stop() {
    const child = spawn("exec sleep 60");
    await Bun.sleep(5);
    const began = performance.now();
    process.kill(-child.pid, "SIGTERM");
    await child.exited;
    return performance.now() - began;
  },
  async exits(count, atOnce) {
    for (let done = 0; done < count; done += atOnce) {
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          const child = spawn("exit 0");
          await Promise.all([drain(child.stdout, () => {}), drain(child.stderr, () => {}), child.exited]);
        }),
      );
    }
  },
};
