import { describe, expect, test } from "vitest";
import { createApp } from "../api/app.ts";
import { UnknownProductError } from "../src/catalogue.ts";
import { createOrder, OrderDataError } from "../src/orders.ts";

const request = { customer: "Ada", address: "4 Mill Lane", lines: [{ product: "mug", quantity: 2 }] };

describe("order", () => {
  test("gets its price and waits for the worker", () => {
    expect(createOrder("T-1", request)).toMatchObject({ id: "T-1", state: "open", price: { total: 2470 } });
  });

  test.each([
    ["no address", { ...request, address: " " }, "order T-1 has no address"],
    ["no lines", { ...request, lines: [] }, "order T-1 has no lines"],
    ["half a piece", { ...request, lines: [{ product: "mug", quantity: 0.5 }] }, "not 0.5"],
    ["no object", null, "not an object"],
  ])("with %s is refused", (_name, data, message) => {
    expect(() => createOrder("T-1", data)).toThrow(OrderDataError);
    expect(() => createOrder("T-1", data)).toThrow(message);
  });

  test("names the unknown product as the cause", () => {
    const data = { ...request, lines: [{ product: "kettle", quantity: 1 }] };
    expect(() => createOrder("T-1", data)).toThrow(
      expect.objectContaining({ message: "order T-1 cannot be priced", cause: expect.any(UnknownProductError) }),
    );
  });
});

describe("api", () => {
  function shop() {
    const lines: string[] = [];
    const app = createApp((line) => lines.push(line));
    const send = (method: string, path: string, body?: unknown) =>
      app.request(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { lines, send };
  }

  test("hands an order to one worker and keeps what became of it", async () => {
    const { send } = shop();
    expect((await send("POST", "/orders", request)).status).toBe(201);
    const taken = await send("POST", "/orders/next");
    expect(await taken.json()).toMatchObject({ id: "W-1", state: "packing" });
    expect((await send("POST", "/orders/next")).status).toBe(204);
    await send("PUT", "/orders/W-1/state", "shipped");
    expect(await (await send("GET", "/orders")).json()).toMatchObject([{ id: "W-1", state: "shipped" }]);
  });

  test("answers bad data with 400 and says what is wrong", async () => {
    const { send } = shop();
    const answer = await send("POST", "/orders", { ...request, customer: "" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: "order W-1 has no customer" });
    expect((await send("PUT", "/orders/W-9/state", "shipped")).status).toBe(404);
  });

  test("prints each request with its status", async () => {
    const { lines, send } = shop();
    await send("GET", "/health");
    expect(lines[0]).toBe("<-- GET /health");
    expect(lines[1]).toMatch(/^--> GET \/health .*200.* \d+ms$/);
  });
});
