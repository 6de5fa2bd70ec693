import { addToCart, type CartLine, priceCart } from "../src/cart.ts";
import { findProduct, type Product } from "../src/catalogue.ts";
import { formatMoney } from "../src/money.ts";
import type { Order } from "../src/orders.ts";

const REFRESH_MS = 3_000;
let cart: CartLine[] = [];
let apiAnswers = true;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
}

function listItem(text: string, action?: { readonly label: string; readonly run: () => void }): HTMLLIElement {
  const item = document.createElement("li");
  item.append(text);
  if (action !== undefined) {
    const button = document.createElement("button");
    button.textContent = action.label;
    button.addEventListener("click", action.run);
    item.append(button);
  }
  return item;
}

/** Calls the api, whose answers are trusted to have the shape asked for. @throws Error with the api's own message */
async function call<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(`/api${path}`, init);
  const body = await response.json().catch(() => ({ error: `the api does not answer (${response.status})` }));
  if (!response.ok) throw new Error(body.error);
  return body;
}

function changeCart(product: string, quantity: number): void {
  cart = addToCart(cart, product, quantity);
  drawCart();
}

function drawCart(): void {
  const remove = (line: CartLine) => ({ label: "−", run: () => changeCart(line.product, -1) });
  element("cart").replaceChildren(
    ...cart.map((line) => listItem(`${line.quantity} × ${findProduct(line.product).name}`, remove(line))),
  );
  const { discount, shipping, total, tax } = priceCart(cart);
  const parts = [`${formatMoney(total)}, tax ${formatMoney(tax)}`];
  if (discount > 0) parts.push(`${formatMoney(discount)} off`);
  if (shipping > 0) parts.push(`shipping ${formatMoney(shipping)}`);
  element("price").textContent = cart.length === 0 ? "Nothing yet." : parts.join(", ");
}

async function drawProducts(): Promise<void> {
  const products = await call<Product[]>("/products");
  const item = ({ id, name, price }: Product) =>
    listItem(`${name}, ${formatMoney(price)}`, { label: "Add", run: () => changeCart(id, 1) });
  element("products").replaceChildren(...products.map(item));
}

async function drawOrders(): Promise<void> {
  const orders = await call<Order[]>("/orders");
  const item = (order: Order) =>
    listItem(`${order.id} ${order.customer}, ${formatMoney(order.price.total)}: ${order.state}`);
  element("orders").replaceChildren(...orders.map(item));
}

async function refresh(): Promise<void> {
  try {
    if (element("products").childElementCount === 0) await drawProducts();
    await drawOrders();
    if (!apiAnswers) element("notice").textContent = "";
    apiAnswers = true;
  } catch (error) {
    if (apiAnswers) console.error("the shop's lists cannot be loaded", error);
    apiAnswers = false;
    element("notice").textContent = `${error}`;
  }
  setTimeout(refresh, REFRESH_MS);
}

element("checkout").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  try {
    const body = JSON.stringify({ ...Object.fromEntries(new FormData(form)), lines: cart });
    const order = await call<Order>("/orders", { method: "POST", body });
    console.log(`ordered ${order.id}`);
    element("notice").textContent = `Thank you, your order is ${order.id}.`;
    cart = [];
    drawCart();
    await drawOrders();
  } catch (error) {
    console.error("the order was not taken", error);
    element("notice").textContent = `${error}`;
  }
});

drawCart();
await refresh();
