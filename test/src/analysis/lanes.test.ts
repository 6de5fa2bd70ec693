/** Streams inside of a stream: whose a line is that names none. */

import { expect, test } from "bun:test";
import { understand } from "../../../scripts/eval/tools.ts";

function told(...lines: string[]): string[] {
  const { errors } = understand(Buffer.from(`${lines.join("\n")}\n`), 4096);
  return errors.map(({ type, message, place }) => `${type}: ${message} @ ${place?.file}:${place?.line}`);
}

test("frames below a logger's line are its, though only its first line has the name (NestJS)", () => {
  expect(
    told(
      "[Nest] 12580  - 11/27/2026, 10:03:31 PM     LOG [NestApplication] Nest application successfully started +2ms",
      "[Nest] 12580  - 11/27/2026, 10:03:31 PM   ERROR [ExceptionsHandler] TypeError: Cannot read properties of undefined (reading 'total')",
      "    at OrdersController.list (/shop/src/orders.js:4:52)",
      "    at Layer.handleRequest (/shop/node_modules/router/lib/layer.js:169:33)",
    ),
  ).toEqual(["TypeError: Cannot read properties of undefined (reading 'total') @ /shop/src/orders.js:4"]);
});

test("also behind more words of the message", () => {
  expect(
    told(
      "[Nest] 12608  - 11/27/2026, 10:03:32 PM   ERROR [ExceptionHandler] UnknownDependenciesException [Error]: Nest can't resolve dependencies of the CART (?).",
      "",
      "Potential solutions:",
      "- Is AppModule a valid NestJS module?",
      "  @Module({",
      '    imports: [ /* the Module containing "DATABASE" */ ]',
      "  })",
      "",
      "For more common dependency resolution issues, see: https://docs.nestjs.com/faq/common-errors",
      "    at Injector.lookup (/shop/node_modules/@nestjs/core/injector/injector.js:471:19) {",
      "  type: 'CART',",
      "  moduleRef: {",
      "    id: 'bde11abd38b48253dfebc'",
      "  }",
      "}",
      "next line",
    ),
  ).toEqual([
    "UnknownDependenciesException: Nest can't resolve dependencies of the CART (?). @ /shop/node_modules/@nestjs/core/injector/injector.js:471",
  ]);
});

test("frames of another stream's error stay with it", () => {
  expect(
    told(
      "[api] 12:00:01 ERROR order 7 was not sent",
      "TypeError: no cart",
      "    at total (/shop/src/cart.js:3:5)",
      "[api] ready",
    ),
  ).toEqual(["TypeError: no cart @ /shop/src/cart.js:3", "Error: order 7 was not sent @ undefined:undefined"]);
});

test("names are padded to one width (npm-run-all)", () => {
  expect(
    told(
      "[web ] TypeError: no cart",
      "[lint] TypeError: no lint",
      "[web ]     at total (/shop/src/cart.js:3:5)",
      "[lint]     at lint (/shop/src/lint.js:4:5)",
      'ERROR: "test" exited with 1.',
    ),
  ).toEqual(["TypeError: no cart @ /shop/src/cart.js:3", "TypeError: no lint @ /shop/src/lint.js:4"]);
});
