import type { Cents } from "./money.ts";

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: Cents;
}

/** Thrown for a product that the shop does not sell (any more). */
export class UnknownProductError extends Error {
  override readonly name = "UnknownProductError";

  constructor(id: string) {
    super(`product "${id}" is not in the catalogue`);
  }
}

export const catalogue: readonly Product[] = [
  { id: "espresso", name: "Espresso beans, 1 kg", price: 2490 },
  { id: "filter", name: "Filter coffee, 500 g", price: 1190 },
  { id: "decaf", name: "Decaf beans, 500 g", price: 1350 },
  { id: "grinder", name: "Hand grinder", price: 8900 },
  { id: "dripper", name: "Ceramic dripper", price: 2150 },
  { id: "papers", name: "Filter papers, 100 pieces", price: 395 },
  { id: "mug", name: "Mug, 300 ml", price: 990 },
];

/** @throws UnknownProductError */
export function findProduct(id: string): Product {
  const product = catalogue.find((candidate) => candidate.id === id);
  if (product === undefined) throw new UnknownProductError(id);
  return product;
}
