/** The proxy as its own thread runs it. */

export { Capture } from "./capture/store.ts";
export { ProxyControl } from "./control.ts";
export { ProxyEngine } from "./engine.ts";
export { KnownPorts } from "./ports.ts";
