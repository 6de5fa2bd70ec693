import { serve } from "@hono/node-server";
import { portFrom } from "../src/environment.ts";
import { createApp } from "./app.ts";

const HOST = "127.0.0.1";
/** Requests that still run when the api is told to stop get this long. */
const CLOSE_LIMIT_MS = 500;

const port = portFrom("PORT", 3000);
const server = serve({ fetch: createApp().fetch, hostname: HOST, port }, (address) => {
  console.log(`api listening on http://${HOST}:${address.port}`);
});

server.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EADDRINUSE") throw error;
  console.error(`api: port ${port} is in use. Stop the program that has it, or set PORT to another one`);
  process.exitCode = 1;
});

let closing = false;

// npm passes a signal on that the process group got already, so the same one may come twice.
function close(signal: NodeJS.Signals): void {
  if (closing) return;
  closing = true;
  console.log(`api: got ${signal}, closing`);
  server.close(() => {
    console.log("api: closed");
    process.exit(0);
  });
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  setTimeout(() => process.exit(0), CLOSE_LIMIT_MS).unref();
}

process.on("SIGTERM", close);
process.on("SIGINT", close);
