import { describe, expect, test } from "vitest";
import { addToCart, BULK_QUANTITY, FREE_SHIPPING_FROM, MAX_QUANTITY, priceCart } from "../src/cart.ts";
import { UnknownProductError } from "../src/catalogue.ts";
import { formatMoney, includedTax, percentOf } from "../src/money.ts";

describe("money", () => {
  test("is written in euros with two places", () => {
    expect(formatMoney(123456)).toBe("€1,234.56");
  });

  test("a percentage is rounded half up to a cent", () => {
    expect(percentOf(1005, 10)).toBe(101);
    expect(percentOf(1004, 10)).toBe(100);
  });

  test("tax held in a gross price", () => {
    expect(includedTax(12000, 20)).toBe(2000);
  });
});

describe("cart", () => {
  test("adds up pieces of the same product on one line", () => {
    const cart = addToCart(addToCart([], "mug", 2), "mug", 1);
    expect(cart).toEqual([{ product: "mug", quantity: 3 }]);
  });

  test("drops a line that comes down to zero and leaves the others", () => {
    const cart = addToCart(addToCart([], "mug", 1), "papers", 1);
    expect(addToCart(cart, "mug", -1)).toEqual([{ product: "papers", quantity: 1 }]);
  });

  test("holds no more of a product than allowed", () => {
    expect(addToCart([], "mug", MAX_QUANTITY + 1)[0]?.quantity).toBe(MAX_QUANTITY);
  });

  test("refuses what is not sold", () => {
    expect(() => addToCart([], "kettle", 1)).toThrow(UnknownProductError);
  });
});

describe("price", () => {
  test("an empty cart costs nothing, not even shipping", () => {
    expect(priceCart([]).total).toBe(0);
  });

  test("small orders pay shipping", () => {
    expect(priceCart([{ product: "mug", quantity: 1 }])).toMatchObject({ goods: 990, shipping: 490, total: 1480 });
  });

  test("large orders travel free", () => {
    const price = priceCart([{ product: "grinder", quantity: 1 }]);
    expect(price.goods).toBeGreaterThanOrEqual(FREE_SHIPPING_FROM);
    expect(price).toMatchObject({ shipping: 0, total: 8900, tax: 1483 });
  });

  test("many pieces of one product are cheaper, the rest of the cart is not", () => {
    const price = priceCart([
      { product: "mug", quantity: BULK_QUANTITY },
      { product: "papers", quantity: BULK_QUANTITY - 1 },
    ]);
    expect(price).toMatchObject({ goods: 9900 + 9 * 395, discount: 990 });
  });
});
