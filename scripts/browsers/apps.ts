/** Small apps, each on the development server of another tool, as its users write them. */

export interface App {
  readonly name: string;
  /** Exact versions. */
  readonly packages: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  /** The script that starts the server. */
  readonly dev: string;
  /** What the page shows at first. */
  readonly shows: string;
  /** A change of a file while the page is open. `kept`: the page itself stays (hot module replacement), it is not loaded anew. */
  readonly edit: { readonly file: string; readonly from: string; readonly to: string; readonly kept: boolean };
}

const api = `export async function load() {
  const answer = await fetch("/api.json", { headers: { "x-from": "page" } });
  return (await answer.json()).text;
}
`;

export const apps: readonly App[] = [
  {
    name: "vite",
    packages: { vite: "7.3.8" },
    dev: "vite",
    files: {
      "index.html":
        '<!doctype html><title>Vite</title><div id="app"></div><script type="module" src="/src/main.ts"></script>',
      "public/api.json": '{ "text": "from the api" }',
      "src/api.ts": api,
      "src/style.css": "#app { color: rgb(1, 2, 3); }",
      "src/text.ts": 'export const text = "first text";\n',
      "src/main.ts": `import "./style.css";
import { load } from "./api.ts";
import { text } from "./text.ts";
const app = document.querySelector("#app");
let loaded = "";
const show = (now) => { app.textContent = now + " / " + loaded; };
load().then((answer) => { loaded = answer; show(text); console.log("loaded", answer); });
if (import.meta.hot) import.meta.hot.accept("./text.ts", (module) => show(module.text));
`,
    },
    shows: "first text / from the api",
    edit: { file: "src/text.ts", from: "first text", to: "second text", kept: true },
  },
  {
    name: "webpack-dev-server",
    packages: {
      webpack: "5.113.0",
      "webpack-cli": "6.0.1",
      "webpack-dev-server": "5.2.2",
      "html-webpack-plugin": "5.6.8",
    },
    dev: "webpack serve --mode development",
    files: {
      "webpack.config.js": `const Html = require("html-webpack-plugin");
module.exports = { entry: "./src/main.js", devServer: { port: "auto", hot: true, static: "public" }, plugins: [new Html({ title: "webpack" })] };
`,
      "public/api.json": '{ "text": "from the api" }',
      "src/text.js": 'export const text = "first text";\n',
      "src/main.js": `import { text } from "./text.js";
const app = document.body.appendChild(document.createElement("div"));
let loaded = "";
const show = (now) => { app.textContent = now + " / " + loaded; };
fetch("/api.json").then((answer) => answer.json()).then(({ text: answer }) => { loaded = answer; show(text); console.log("loaded", answer); });
if (module.hot) module.hot.accept("./text.js", () => show(text));
`,
    },
    shows: "first text / from the api",
    edit: { file: "src/text.js", from: "first text", to: "second text", kept: true },
  },
  {
    name: "next",
    packages: { next: "15.5.7", react: "19.2.1", "react-dom": "19.2.1" },
    dev: "next dev --port 0",
    files: {
      "app/layout.js": `export const metadata = { title: "Next" };
export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }
`,
      "app/api/text/route.js": 'export const GET = () => Response.json({ text: "from the api" });\n',
      "app/actions.js": '"use server";\nexport async function shout(word) { return word.toUpperCase(); }\n',
      "app/view.js": `"use client";
import { useEffect, useState } from "react";
import { shout } from "./actions";
export default function View() {
  const [loaded, setLoaded] = useState("");
  useEffect(() => {
    fetch("/api/text").then((answer) => answer.json()).then(async ({ text }) => {
      setLoaded(text + " " + await shout("action"));
      console.log("loaded", text);
    });
  }, []);
  return <p id="app">first text / {loaded}</p>;
}
`,
      "app/page.js": 'import View from "./view";\nexport default function Page() { return <View />; }\n',
    },
    shows: "first text / from the api ACTION",
    edit: { file: "app/view.js", from: "first text", to: "second text", kept: true },
  },
  {
    name: "astro",
    packages: { astro: "5.18.2" },
    dev: "astro dev --port 0",
    files: {
      "src/pages/index.astro": `---
const text = "first text";
---
<html lang="en"><head><title>Astro</title></head><body><p id="app">{text} / <span></span></p>
<script>
fetch("/api.json").then((answer) => answer.json()).then(({ text }) => { document.querySelector("span")!.textContent = text; console.log("loaded", text); });
</script></body></html>
`,
      "public/api.json": '{ "text": "from the api" }',
    },
    shows: "first text / from the api",
    edit: { file: "src/pages/index.astro", from: "first text", to: "second text", kept: false },
  },
];
