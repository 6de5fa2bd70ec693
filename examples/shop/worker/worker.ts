import { setTimeout as sleep } from "node:timers/promises";
import { formatMoney } from "../src/money.ts";
import { createOrder } from "../src/orders.ts";
import { clearProgress, paint, showProgress } from "./progress.ts";
import { type Job, nextWebOrder, readPhoneOrders } from "./queue.ts";

/** The label printer needs this long for one label; a piece of goods gets one. */
const LABEL_MS = 250;
const IDLE_MS = 2_000;
/** The phone orders are read anew this long after the last reading, when all of them are done. */
const ROUND_MS = 20_000;

const stop = new AbortController();
let packed = 0;
let failed = 0;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // npm passes a signal on that the process group got already, so the same one may come twice.
  process.on(signal, () => {
    if (stop.signal.aborted) return;
    clearProgress();
    console.log(`worker: got ${signal}, stopping`);
    stop.abort();
  });
}

console.log(`worker started, process ${process.pid}`);
await work();
console.log(`worker: stopped, ${packed} orders packed, ${failed} failed`);
process.exit(0);

/** Packs web orders first, then phone orders, until the worker is told to stop. */
async function work(): Promise<void> {
  let phoneOrders: Job[] = [];
  let nextRound = 0;
  while (!stop.signal.aborted) {
    if (phoneOrders.length === 0 && performance.now() >= nextRound) {
      phoneOrders = await phoneRound();
      nextRound = performance.now() + ROUND_MS;
    }
    const job = (await nextWebOrder()) ?? phoneOrders.shift();
    if (job === undefined) {
      await pause(IDLE_MS);
      continue;
    }
    await run(job);
  }
}

/** The phone orders; none when the file cannot be read, which the next round tries again. */
async function phoneRound(): Promise<Job[]> {
  try {
    const orders = await readPhoneOrders();
    console.log(`${orders.length} phone orders to pack`);
    return orders;
  } catch (error) {
    console.error(error);
    return [];
  }
}

async function run(job: Job): Promise<void> {
  try {
    const order = createOrder(job.id, job.data);
    const labels = order.lines.reduce((sum, line) => sum + line.quantity, 0);
    for (let label = 1; label <= labels; label += 1) {
      await pause(LABEL_MS);
      if (stop.signal.aborted) {
        console.log(`${job.id} left after ${label - 1} of ${labels} labels`);
        return await job.report("open");
      }
      showProgress(job.id, label, labels);
    }
    clearProgress();
    packed += 1;
    const sum = paint("dim", `${formatMoney(order.price.total)}, tax ${formatMoney(order.price.tax)}`);
    console.log(`${job.id} ${paint("green", "packed")} for ${order.customer}, ${sum}`);
    await job.report("shipped");
  } catch (error) {
    clearProgress();
    failed += 1;
    console.log(`${job.id} ${paint("red", "failed")}`);
    console.error(error);
    await job.report("failed");
  }
}

/** Waits so long, less when the worker is told to stop. */
async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: stop.signal }).catch(() => {});
}
