import { defineConfig } from "vite";
import { apiUrl, portFrom } from "./src/environment.ts";

export default defineConfig({
  clearScreen: false,
  server: {
    host: "127.0.0.1",
    port: portFrom("WEB_PORT", 5173),
    proxy: {
      "/api": { target: apiUrl(), rewrite: (path) => path.replace(/^\/api/, "") },
    },
  },
});
