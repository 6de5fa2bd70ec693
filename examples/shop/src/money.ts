/** An amount of money in whole euro cents, so that sums are exact. */
export type Cents = number;

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** `1250` becomes "€12.50". */
export function formatMoney(amount: Cents): string {
  return euros.format(amount / 100);
}

/** `percent` of an amount, rounded half up to a cent. */
export function percentOf(amount: Cents, percent: number): Cents {
  return Math.round((amount * percent) / 100);
}

/** The value added tax that a price already holds, for a rate in percent. */
export function includedTax(gross: Cents, rate: number): Cents {
  return Math.round((gross * rate) / (100 + rate));
}
