import { describe, expect, test } from "bun:test";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isSecretName, mask, secretsOf } from "../../../src/secrets/index.ts";
import { KnownSecrets, type SecretSources } from "../../../src/secrets/thread.ts";
import { makeFolder } from "../../support/folder.ts";

describe("the name of a variable", () => {
  test.each([
    "GITHUB_TOKEN",
    "TOKEN",
    "DB_PASSWORD",
    "DB_PASS",
    "MYSQL_PWD",
    "SECRET",
    "CLIENT_SECRET",
    "SECRET_KEY_BASE",
    "API_KEY",
    "STRIPE_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "SENTRY_DSN",
    "GOOGLE_CREDENTIALS",
    "NPM_AUTH",
    "SESSION_COOKIE",
    "apiKey",
    "ENCRYPTION_KEY_2",
  ])("%s is that of a secret", (name) => expect(isSecretName(name)).toBe(true));

  test.each([
    "PUBLIC_KEY",
    "NEXT_PUBLIC_API_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "KEYBOARD",
    "MONKEY",
    "PWD",
    "OLDPWD",
    "TOKEN_TTL",
    "MAX_TOKENS",
    "PASSWORD_MIN_LENGTH",
    "SECRET_NAME",
    "KEY_FILE",
    "SSH_AUTH_SOCK",
    "TOKENIZERS_PARALLELISM",
    "PATH",
    "AUTHOR",
    "SORT_KEY",
  ])("%s is not", (name) => expect(isSecretName(name)).toBe(false));
});

test("values that everybody knows are not looked for, unless somebody says that they are secret", () => {
  const found = (value: string, isSecret?: boolean) => secretsOf([{ name: "DB_PASSWORD", value, isSecret }]);
  for (const value of [
    "postgres",
    "password",
    "true",
    "12345",
    "3000",
    "/run/secrets/db",
    "$OTHER",
    "short",
    "changeme",
  ]) {
    expect(found(value)).toEqual([]);
  }
  expect(found("hunter22")).toEqual([{ name: "DB_PASSWORD", value: "hunter22" }]);
  expect(found("postgres", true)).toEqual([{ name: "DB_PASSWORD", value: "postgres" }]);
  expect(found("hunter22", false)).toEqual([]);
  expect(secretsOf([{ name: "MODE", value: "hunter22", isSecret: true }])).toHaveLength(1);
});

test("a word that names something else as well is not looked for", () => {
  const variables = [
    { name: "POSTGRES_DB", value: "webshop" },
    { name: "POSTGRES_PASSWORD", value: "webshop" },
    { name: "DATABASE_URL", value: "postgres://webshop:webshop@db/webshop" },
    { name: "ADMIN_PASSWORD", value: "backend" },
    { name: "OTHER_PASSWORD", value: "hunter22" },
  ];
  expect(secretsOf(variables, ["home", "backend"])).toEqual([{ name: "OTHER_PASSWORD", value: "hunter22" }]);
  const twice = ["API_TOKEN", "API_VALUE"].map((name) => ({ name, value: "a1b2-c3d4-e5f6" }));
  expect(secretsOf(twice)).toEqual([{ name: "API_TOKEN", value: "a1b2-c3d4-e5f6" }]);
  const sure = { name: "ADMIN_PASSWORD", value: "backend", isSecret: true };
  expect(secretsOf([sure, { name: "NAME", value: "backend" }], ["backend"])).toEqual([
    { name: "ADMIN_PASSWORD", value: "backend" },
  ]);
});

test("of an address it is the password, whatever the variable is called", () => {
  expect(secretsOf([{ name: "DATABASE_URL", value: "postgres://ann:hunter22@db/shop" }])).toEqual([
    { name: "DATABASE_URL", value: "hunter22" },
  ]);
  expect(secretsOf([{ name: "SENTRY_DSN", value: "https://abcdef123456@sentry.io/1" }])).toEqual([
    { name: "SENTRY_DSN", value: "abcdef123456" },
  ]);
  expect(secretsOf([{ name: "REMOTE", value: "ssh://someone@example.com" }])).toEqual([]);
});

const settings = { autoLoad: true, files: [".env", ".env.local"], name: undefined, overrides: {} };

/** The secrets of a folder, with a clock that goes on by a second at each look. */
function known(directory: string, more: Partial<SecretSources> = {}) {
  let now = 0;
  const secrets = new KnownSecrets(
    { environment: { settings, directory }, inherited: {}, ...more },
    () => (now += 1000),
  );
  return { secrets, masked: (text: string) => mask(text, secrets.values) };
}

describe("what is known of a project", () => {
  test("are the values of its .env files, by their names or by what stands behind them", () => {
    using folder = makeFolder({
      ".env":
        'SHOP_TOKEN=alpha-one\nPIN_CODE="bravo-two" # secret\nOTHER_TOKEN=charlie-three # public\nPLAIN=delta-four\n',
      ".env.production": "PROD_TOKEN=echo-five\n",
      ".env.example": "SHOP_TOKEN=foxtrot-six\n",
      ".envrc": "X_TOKEN=golf-seven\n",
    });
    const { masked } = known(folder.path);
    expect(masked("alpha-one bravo-two charlie-three delta-four echo-five foxtrot-six golf-seven")).toBe(
      "‹secret:SHOP_TOKEN› ‹secret:PIN_CODE› charlie-three delta-four ‹secret:PROD_TOKEN› foxtrot-six golf-seven",
    );
  });

  test("are read anew when a file changes, appears or goes; older values stay secret", () => {
    using folder = makeFolder({ ".env": "A_TOKEN=alpha-one\n" });
    const { masked } = known(folder.path);
    expect(masked("alpha-one bravo-two")).toBe("‹secret:A_TOKEN› bravo-two");
    writeFileSync(join(folder.path, ".env"), "A_TOKEN=bravo-two!\n");
    expect(masked("alpha-one bravo-two!")).toBe("‹secret:A_TOKEN› ‹secret:A_TOKEN›");
    writeFileSync(join(folder.path, ".env.test"), "B_TOKEN=charlie-three\n");
    expect(masked("charlie-three")).toBe("‹secret:B_TOKEN›");
    rmSync(join(folder.path, ".env"));
    appendFileSync(join(folder.path, ".env.test"), "C_TOKEN=delta-four\n");
    expect(masked("bravo-two! delta-four")).toBe("‹secret:A_TOKEN› ‹secret:C_TOKEN›");
  });

  test("files are looked at no more than once in 50 ms", () => {
    using folder = makeFolder({ ".env": "A_TOKEN=alpha-one\n" });
    let now = 0;
    const secrets = new KnownSecrets({ environment: { settings, directory: folder.path }, inherited: {} }, () => now);
    const first = secrets.values;
    writeFileSync(join(folder.path, ".env"), "A_TOKEN=bravo-two!\n");
    now = 49;
    expect(secrets.values).toBe(first);
    now = 50;
    expect(secrets.values).not.toBe(first);
    const second = secrets.values;
    now = 200;
    expect(secrets.values).toBe(second);
  });

  test("are the environments of what was launched, with what references stand for", () => {
    using folder = makeFolder({
      ".env": `BASE=alpha-one\nAPI_TOKEN=x-\${BASE}-y\n`,
      "web/.env": "WEB_TOKEN=bravo-two\n",
      "more.env": "MORE_TOKEN=charlie-three\n",
    });
    const { secrets, masked } = known(folder.path, { inherited: { SHELL_TOKEN: "delta-four", HOME: "/home/ann" } });
    expect(masked("bravo-two charlie-three delta-four echo-five")).toBe(
      "bravo-two charlie-three ‹secret:SHELL_TOKEN› echo-five",
    );
    secrets.launched({
      name: "web",
      cwd: join(folder.path, "web"),
      env: { OWN_TOKEN: "echo-five" },
      envFiles: [join(folder.path, "more.env")],
    });
    expect(masked("bravo-two charlie-three delta-four echo-five x-alpha-one-y")).toBe(
      "‹secret:WEB_TOKEN› ‹secret:MORE_TOKEN› ‹secret:SHELL_TOKEN› ‹secret:OWN_TOKEN› ‹secret:API_TOKEN›",
    );
  });

  test("are what overrides give and what the program itself has", () => {
    using folder = makeFolder();
    const overrides = { web: { OVER_TOKEN: "alpha-one" } };
    const { masked } = known(folder.path, {
      environment: { settings: { ...settings, overrides }, directory: folder.path },
      own: [{ name: "mcp.token", value: "bravo-two" }],
    });
    expect(masked("alpha-one bravo-two")).toBe("‹secret:OVER_TOKEN› ‹secret:mcp.token›");
  });

  test("are none that are words of the project's place, or names of what runs", () => {
    using folder = makeFolder({ "webshop/.env": "A_PASSWORD=webshop\nB_PASSWORD=backend\nC_PASSWORD=hunter22\n" });
    const { secrets, masked } = known(join(folder.path, "webshop"));
    secrets.launched({ name: "backend", cwd: join(folder.path, "webshop") });
    expect(masked("in /webshop: backend hunter22")).toBe("in /webshop: backend ‹secret:C_PASSWORD›");
  });

  test("nothing is wrong where files and folders cannot be read", () => {
    using folder = makeFolder({ ".env": "A_TOKEN=alpha-one\n", ".env.dir/x": "" });
    const { secrets, masked } = known(folder.path);
    secrets.launched({ name: "gone", cwd: "/nowhere/at/all", envFiles: ["/dev/null", "/nowhere/.env"] });
    expect(masked("alpha-one")).toBe("‹secret:A_TOKEN›");
  });
});
