import { findProduct } from "./catalogue.ts";
import { type Cents, includedTax, percentOf } from "./money.ts";

export interface CartLine {
  readonly product: string;
  readonly quantity: number;
}

export interface Price {
  readonly goods: Cents;
  /** Taken off the goods. */
  readonly discount: Cents;
  readonly shipping: Cents;
  /** What the customer pays: goods, less discount, plus shipping. */
  readonly total: Cents;
  /** Value added tax held in the total. */
  readonly tax: Cents;
}

/** From so many pieces of one product on, they are cheaper. */
export const BULK_QUANTITY = 10;
const BULK_DISCOUNT_PERCENT = 10;
const SHIPPING: Cents = 490;
/** Goods worth so much after discount travel free. */
export const FREE_SHIPPING_FROM: Cents = 5000;
const TAX_RATE = 20;
export const MAX_QUANTITY = 99;

/** Puts `quantity` more pieces (fewer when negative) into the cart; a line that comes down to zero goes away. */
export function addToCart(cart: readonly CartLine[], product: string, quantity: number): CartLine[] {
  findProduct(product);
  const before = cart.find((line) => line.product === product)?.quantity ?? 0;
  const after = Math.min(before + quantity, MAX_QUANTITY);
  if (before === 0) return after > 0 ? [...cart, { product, quantity: after }] : [...cart];
  return cart
    .map((line) => (line.product === product ? { product, quantity: after } : line))
    .filter((line) => line.quantity > 0);
}

/** @throws UnknownProductError */
export function priceCart(cart: readonly CartLine[]): Price {
  let goods = 0;
  let discount = 0;
  for (const { product, quantity } of cart) {
    const worth = findProduct(product).price * quantity;
    goods += worth;
    if (quantity >= BULK_QUANTITY) discount += percentOf(worth, BULK_DISCOUNT_PERCENT);
  }
  const shipping = cart.length === 0 || goods - discount >= FREE_SHIPPING_FROM ? 0 : SHIPPING;
  const total = goods - discount + shipping;
  return { goods, discount, shipping, total, tax: includedTax(total, TAX_RATE) };
}
