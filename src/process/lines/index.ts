/** Lines of terminals, made in a thread of their own. */

export { LinesCourier, type LinesThread } from "./courier.ts";
export { serveLines } from "./serve.ts";
