import { type CartLine, MAX_QUANTITY, type Price, priceCart } from "./cart.ts";

export interface OrderRequest {
  readonly customer: string;
  readonly address: string;
  readonly lines: readonly CartLine[];
}

/** open: waits for the worker; packing: a worker has it. */
export const ORDER_STATES = ["open", "packing", "shipped", "failed"] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export interface Order extends OrderRequest {
  readonly id: string;
  readonly price: Price;
  readonly state: OrderState;
}

/** Thrown for an order that lacks something or holds nonsense; the message says what. */
export class OrderDataError extends Error {
  override readonly name = "OrderDataError";
}

/** Checks data from outside and prices it. @throws OrderDataError, with an UnknownProductError as cause if that is why */
export function createOrder(id: string, data: unknown): Order {
  const request = parseOrderRequest(id, data);
  try {
    return { ...request, id, price: priceCart(request.lines), state: "open" };
  } catch (error) {
    throw new OrderDataError(`order ${id} cannot be priced`, { cause: error });
  }
}

function parseOrderRequest(id: string, data: unknown): OrderRequest {
  const order = asRecord(id, "the order", data);
  const lines = order["lines"];
  if (!Array.isArray(lines) || lines.length === 0) throw new OrderDataError(`order ${id} has no lines`);
  return {
    customer: textField(id, order, "customer"),
    address: textField(id, order, "address"),
    lines: lines.map((line: unknown) => parseLine(id, line)),
  };
}

function parseLine(id: string, data: unknown): CartLine {
  const line = asRecord(id, "a line", data);
  const quantity = line["quantity"];
  if (typeof quantity !== "number" || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    throw new OrderDataError(`order ${id}: a quantity is a whole number from 1 to ${MAX_QUANTITY}, not ${quantity}`);
  }
  return { product: textField(id, line, "product"), quantity };
}

function textField(id: string, record: Record<string, unknown>, field: string): string {
  const value = record[field];
  if (typeof value !== "string" || value.trim() === "") throw new OrderDataError(`order ${id} has no ${field}`);
  return value.trim();
}

function asRecord(id: string, what: string, data: unknown): Record<string, unknown> {
  if (typeof data !== "object" || data === null) throw new OrderDataError(`order ${id}: ${what} is not an object`);
  return { ...data };
}
