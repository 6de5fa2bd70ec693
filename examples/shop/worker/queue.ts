import { readFile } from "node:fs/promises";
import { apiUrl } from "../src/environment.ts";
import type { OrderState } from "../src/orders.ts";

/** An order to pack, not checked yet. */
export interface Job {
  readonly id: string;
  readonly data: unknown;
  /** Tells where the order came from how it went. */
  readonly report: (state: OrderState) => Promise<void>;
}

const REQUEST_LIMIT_MS = 800;
const api = apiUrl();
let apiAnswers = true;

/** The next order of the web shop; undefined when there is none or the api does not answer, which is said once. */
export async function nextWebOrder(): Promise<Job | undefined> {
  const response = await call("POST", "/orders/next");
  if (response?.status !== 200) return undefined;
  const data: unknown = await response.json();
  const id = idOf(data);
  const report = async (state: OrderState) => void (await call("PUT", `/orders/${id}/state`, state));
  return { id, data, report };
}

/** The orders taken on the phone and typed by hand, as they stand in the file now. */
export async function readPhoneOrders(): Promise<Job[]> {
  const file = new URL("../data/phone-orders.json", import.meta.url);
  const orders: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!Array.isArray(orders)) throw new TypeError(`${file.pathname} does not hold a list`);
  return orders.map((data: unknown) => ({ id: idOf(data), data, report: async () => {} }));
}

function idOf(data: unknown): string {
  return typeof data === "object" && data !== null && "id" in data ? String(data.id) : "without id";
}

async function call(method: string, path: string, body?: unknown): Promise<Response | undefined> {
  try {
    const response = await fetch(api + path, {
      method,
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!apiAnswers) console.log(`the api answers again at ${api}`);
    apiAnswers = true;
    return response;
  } catch {
    if (apiAnswers) console.log(`no api at ${api}, web orders have to wait`);
    apiAnswers = false;
    return undefined;
  }
}
