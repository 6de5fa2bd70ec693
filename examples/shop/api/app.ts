import { stripVTControlCharacters } from "node:util";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { logger } from "hono/logger";
import { catalogue } from "../src/catalogue.ts";
import { wantsColour } from "../src/environment.ts";
import { createOrder, ORDER_STATES, type Order, OrderDataError } from "../src/orders.ts";

/** Orders live in memory only; beyond this many the oldest is forgotten. */
const MAX_ORDERS = 500;

/** The api of one shop, with its own orders. `print` gets a line for each request and one for each answer. */
export function createApp(print: (line: string) => void = console.log): Hono {
  const app = new Hono();
  const orders = new Map<string, Order>();
  const colour = wantsColour();
  let count = 0;

  app.use(logger((line) => print(colour ? line : stripVTControlCharacters(line))));

  app.get("/health", (context) => context.json({ status: "ok", orders: orders.size }));
  app.get("/products", (context) => context.json(catalogue));
  app.get("/orders", (context) => context.json([...orders.values()]));

  app.post("/orders", async (context) => {
    const order = createOrder(`W-${count + 1}`, await context.req.json());
    count += 1;
    orders.set(order.id, order);
    const oldest = orders.keys().next().value;
    if (orders.size > MAX_ORDERS && oldest !== undefined) orders.delete(oldest);
    return context.json(order, 201);
  });

  // A worker takes the oldest open order; 204 when there is none.
  app.post("/orders/next", (context) => {
    const open = [...orders.values()].find((order) => order.state === "open");
    if (open === undefined) return context.body(null, 204);
    const taken: Order = { ...open, state: "packing" };
    orders.set(taken.id, taken);
    return context.json(taken);
  });

  app.put("/orders/:id/state", async (context) => {
    const order = orders.get(context.req.param("id"));
    if (order === undefined) throw new HTTPException(404, { message: `no order ${context.req.param("id")}` });
    const wanted: unknown = await context.req.json();
    const state = ORDER_STATES.find((candidate) => candidate === wanted);
    if (state === undefined) throw new HTTPException(400, { message: `a state is one of ${ORDER_STATES.join(", ")}` });
    orders.set(order.id, { ...order, state });
    return context.json(orders.get(order.id));
  });

  app.notFound((context) => context.json({ error: `no route ${context.req.method} ${context.req.path}` }, 404));

  app.onError((error, context) => {
    if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
    if (error instanceof OrderDataError) return context.json({ error: error.message }, 400);
    if (error instanceof SyntaxError) return context.json({ error: `the body is not JSON: ${error.message}` }, 400);
    console.error(error);
    return context.json({ error: "internal error" }, 500);
  });

  return app;
}
