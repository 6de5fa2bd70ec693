import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mask, SecretValues } from "../../../src/secrets/index.ts";

/** Texts that look random, made here: a key that stands in a file as it is would alarm those who look for lost ones. */
function letters(count: number, alphabet = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU"): string {
  return Array.from({ length: count }, (_, index) => alphabet[(index * 7) % alphabet.length]).join("");
}
const hex = (count: number) => letters(count, "0a1b2c3d4e5f6789");
const upper = (count: number) => letters(count, "A2B3C4D5E6F7G");
const secret = letters(40);

describe("a key of a known shape", () => {
  test.each<[string, string]>([
    ["aws key", `AKIA${upper(16)}`],
    ["google api key", `AIza${letters(35)}`],
    ["google token", `ya29.${letters(60)}`],
    ["github token", `ghp_${letters(36)}`],
    ["github token", `github_pat_${letters(22)}_${letters(59)}`],
    ["gitlab token", `glpat-${letters(20)}`],
    ["npm token", `npm_${letters(36)}`],
    ["pypi token", `pypi-AgEIcHlwaS5vcmc${letters(80)}`],
    ["slack token", `xoxb-123456789012-1234567890123-${letters(24)}`],
    ["stripe key", `sk_live_${letters(24)}`],
    ["stripe key", `rk_test_${letters(24)}`],
    ["webhook secret", `whsec_${letters(32)}`],
    ["openai key", `sk-proj-${letters(48)}`],
    ["anthropic key", `sk-ant-api03-${letters(40)}`],
    ["huggingface token", `hf_${letters(34)}`],
    ["sendgrid key", `SG.${letters(22)}.${letters(43)}`],
    ["digitalocean token", `dop_v1_${hex(64)}`],
    ["vault token", `hvs.${letters(40)}`],
    ["shopify token", `shpat_${hex(32)}`],
    ["databricks token", `dapi${hex(32)}`],
    ["jwt", `eyJ${letters(30)}.eyJ${letters(60)}.${letters(43)}`],
  ])("%s is masked, whatever stands around it", (kind, key) => {
    for (const [before, after] of [
      ["", ""],
      ["using ", " now"],
      ['{"a":"', '"}'],
      ["(", ")"],
      ["x=", "&y=1"],
      ["line\\n", "\\nline"],
    ]) {
      expect(mask(`${before}${key}${after}`)).toBe(`${before}‹secret:${kind}›${after}`);
    }
  });

  test.each([
    ["https://hooks.slack.com/services/", `T0A1B2C3D/B0A1B2C3D/${letters(24)}`],
    ["https://discord.com/api/webhooks/", `123456789012345678/${letters(68)}`],
    ["https://api.telegram.org/bot", `123456789:AA${letters(33)}`],
  ])("behind %s is masked, the address stays", (address, rest) => {
    expect(mask(`POST ${address}${rest} 200`)).toMatch(new RegExp(`^POST ${address}‹secret:[a-z]+ [a-z]+› 200$`));
  });

  test("is left where it is a part of a word", () => {
    for (const text of [
      `desk-${letters(30)}`,
      `risk-aversion-and-other-long-words`,
      "sk-circle-fade-dot-12-animation-x2",
    ]) {
      expect(mask(text)).toBe(text);
    }
  });
});

describe("a value behind a name that says so", () => {
  test.each([
    [`DB_PASSWORD=hunter2`, "DB_PASSWORD=‹secret:password›"],
    [`PGPASSWORD=postgres psql`, "PGPASSWORD=‹secret:password› psql"],
    [`export STRIPE_KEY=${secret}`, "export STRIPE_KEY=‹secret:token›"],
    [`SECRET_KEY_BASE=${hex(64)}`, "SECRET_KEY_BASE=‹secret:key›"],
    [`{"password":"p\\"w d","user":"ann"}`, `{"password":"p\\"w d","user":"ann"}`],
    [`{"password":"p\\"wd","user":"ann"}`, `{"password":"‹secret:password›","user":"ann"}`],
    [`{\\"apiKey\\":\\"abc12345\\",\\"n\\":1}`, `{\\"apiKey\\":\\"‹secret:key›\\",\\"n\\":1}`],
    [`  api_key: 'abc-123-def'`, "  api_key: '‹secret:key›'"],
    [`password: hunter22`, "password: ‹secret:password›"],
    [`db: password = s3cret! ; ok`, "db: password = ‹secret:password› ; ok"],
    [`{:password=>"hunter2", :name=>"x"}`, `{:password=>"‹secret:password›", :name=>"x"}`],
    [`"clientSecret" => 'abcdef'`, `"clientSecret" => '‹secret:password›'`],
    [`<password>hunter2</password>`, "<password>‹secret:password›</password>"],
    [`GET /cb?access_token=${secret}&state=1`, "GET /cb?access_token=‹secret:key›&state=1"],
    [`http://localhost:8888/?token=${hex(48)}`, "http://localhost:8888/?token=‹secret:token›"],
    [`Server=db;Uid=sa;Pwd=s3cret;Encrypt=1`, "Server=db;Uid=sa;Pwd=‹secret:password›;Encrypt=1"],
    [`//registry.example/:_authToken=${secret}`, "//registry.example/:_authToken=‹secret:key›"],
    [`curl --token ${secret} --verbose`, "curl --token ‹secret:token› --verbose"],
    [`run --api-key abc123def456 --verbose`, "run --api-key ‹secret:key› --verbose"],
    [`--password=hunter2`, "--password=‹secret:password›"],
    [`login --password hunter2`, "login --password ‹secret:password›"],
    [`CREATE USER x WITH PASSWORD 'hunter2'`, "CREATE USER x WITH PASSWORD '‹secret:password›'"],
    [`spring.datasource.password=hunter2`, "spring.datasource.password=‹secret:password›"],
    [`AccountKey=${secret}==;EndpointSuffix=x`, "AccountKey=‹secret:key›;EndpointSuffix=x"],
    [`aws_secret_access_key = ${secret}`, "aws_secret_access_key = ‹secret:key›"],
  ])("%s", (text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  test.each([
    [`Authorization: Bearer ${secret}`, "Authorization: Bearer ‹secret:bearer›"],
    [`authorization: 'Basic dXNlcjpwYXNz',`, "authorization: 'Basic ‹secret:basic›',"],
    [`"Authorization": "Bearer ${secret}"`, `"Authorization": "Bearer ‹secret:bearer›"`],
    [`{\\"authorization\\":\\"token ${secret}\\"}`, `{\\"authorization\\":\\"token ‹secret:token›\\"}`],
    [`Proxy-Authorization: Basic dXNlcjpwYXNz`, "Proxy-Authorization: Basic ‹secret:basic›"],
    [`authorization: ${secret}`, "authorization: ‹secret:token›"],
    [
      `Authorization: Digest username="ann", response="${hex(32)}"`,
      `Authorization: Digest username="ann", response="‹secret:token›"`,
    ],
    [`got Bearer ${secret} from client`, "got Bearer ‹secret:bearer› from client"],
    [`Cookie: sid=abc; theme=dark`, "Cookie: sid=‹secret:cookie›; theme=‹secret:cookie›"],
    [`set-cookie: sid="a1b2"; Path=/; HttpOnly`, `set-cookie: sid="‹secret:cookie›"; Path=/; HttpOnly`],
    [
      `'set-cookie': [ 'a=1; Path=/; Max-Age=60', 'b=2; SameSite=Lax' ], x: 'c=3'`,
      `'set-cookie': [ 'a=‹secret:cookie›; Path=/; Max-Age=60', 'b=‹secret:cookie›; SameSite=Lax' ], x: 'c=3'`,
    ],
    [`{"cookie":"a=1; b=2","x":"c=3"}`, `{"cookie":"a=‹secret:cookie›; b=‹secret:cookie›","x":"c=3"}`],
    [`X-Api-Key: abc123def456`, "X-Api-Key: ‹secret:key›"],
  ])("header: %s", (text, expected) => {
    expect(mask(text)).toBe(expected);
  });

  test.each([
    ["postgres://ann:hunter2@db:5432/shop", "postgres://ann:‹secret:password›@db:5432/shop"],
    ["redis://:p@ss:w0rd@cache:6379", "redis://:‹secret:password›@cache:6379"],
    [`https://${hex(32)}@sentry.io/1`, "https://‹secret:token›@sentry.io/1"],
    [
      `git clone https://x-access-token:${secret}@github.com/a/b`,
      "git clone https://x-access-token:‹secret:password›@github.com/a/b",
    ],
  ])("address: %s", (text, expected) => {
    expect(mask(text)).toBe(expected);
  });
});

describe("a private key", () => {
  const rows = [letters(64, "aB3/dE5+fG7hJ9kL"), letters(64, "zY8xW6vU4+tS2rQ0/"), "c29tZQ=="];
  const key = ["-----BEGIN RSA PRIVATE KEY-----", ...rows, "-----END RSA PRIVATE KEY-----"];

  test("is masked between its first and its last row", () => {
    const expected = "-----BEGIN RSA PRIVATE KEY-----\n‹secret:private key›\n-----END RSA PRIVATE KEY-----";
    expect(mask(`a\n${key.join("\n")}\nb`)).toBe(`a\n${expected}\nb`);
    expect(mask(key.join("\\n"))).toBe(expected.replaceAll("\n", "\\n"));
    expect(mask(key.join("\n").replace("END", "End"))).toContain("‹secret:private key›\n-----End");
    expect(mask(key.slice(0, 2).join("\n"))).toBe(`${key[0]}\n‹secret:private key›`);
    const withPassphrase = [key[0], "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00AA", "", ...key.slice(1)].join(
      "\n",
    );
    expect(mask(withPassphrase)).toBe(expected);
  });

  test("is masked row by row where its first row is not seen", () => {
    expect(mask(rows[0] ?? "")).toBe("‹secret:private key›");
    expect(mask(`web | ${rows[0]}\n${rows[1]}`)).toBe("web | ‹secret:private key›\n‹secret:private key›");
  });

  test("is none where the first row says certificate, or public", () => {
    for (const label of ["CERTIFICATE", "PUBLIC KEY"]) {
      const text = [`-----BEGIN ${label}-----`, ...rows, `-----END ${label}-----`].join("\n");
      expect(mask(text)).toBe(text);
    }
  });
});

describe("what is no secret", () => {
  test.each([
    "Unexpected token } in JSON at position 42",
    "SyntaxError: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
    "token: EOF",
    'token: "keyword.control"',
    "max_tokens: 4000, tokens=12345",
    "commit 8f14e45fceea167a5a36dedd4bea2543f3c2b1a0",
    "id: 550e8400-e29b-41d4-a716-446655440000",
    '"integrity": "sha512-9ZLCk+AbCd0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV=="',
    "dist/assets/index-a1b2c3d4.js   142.31 kB",
    "dist/chunk-8F14E45FCEEA167A5A36DEDD4BEA2543.js",
    "✓ password: must have 8 characters (12ms)",
    "Error: password is wrong",
    "password: required",
    "password: string",
    '"password": { "type": "string" }',
    '{"errors":{"password":"is too short"}}',
    "password=$PASSWORD",
    "password: process.env.PASSWORD",
    `token: \${{ secrets.GITHUB_TOKEN }}`,
    'apiKey: "your-api-key-here"',
    "API_KEY=<your key>",
    "const token = getToken(user);",
    "const secret = config.session.secret;",
    "if (password === other) return;",
    "secret=t.secret,password=e.target.value",
    "password: step1! of 3",
    "  --token TOKEN   the token to use",
    "--password is required",
    "PASS src/a.test.ts",
    "pass=12 fail=0",
    "TOKEN_TTL=3600 PASSWORD_MIN_LENGTH=12",
    "secretName: my-tls-secret-2",
    "cacheKey: node-Linux-8f14e45fceea167a5a36dedd4bea2543",
    "key: 8f14e45fceea167a5a36dedd4bea2543",
    "PUBLIC_KEY=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
    "npm notice author: x  pbkdf2-password: 1.2.1",
    '"pbkdf2-password": "1.2.1"',
    "PWD=/home/ann/shop OLDPWD=/home/ann",
    "http://localhost:3000/a:b@2x.png",
    "ssh://git@github.com/a/b",
    "postgres://$USER:$PASSWORD@localhost/x",
    "cookie: not set",
    "Authorization: required",
    "Bearer authentication failed",
    "MODE=production KEYBOARD=us",
    "a:b::c => d == e",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "",
  ])("%s", (text) => {
    expect(mask(text)).toBe(text);
  });
});

describe("a known value", () => {
  const values = new SecretValues([
    { name: "SHOP_PASSWORD", value: 'tr0ub4dor&"3' },
    { name: "SHOP_WORD", value: "hippopotamus" },
    { name: "LONG", value: "hippopotamus-in-the-garden" },
    { name: "PEM", value: "first line of the secret file\nsecond line of the secret file" },
  ]);

  test("is masked wherever it stands, the longest first", () => {
    expect(mask('pw tr0ub4dor&"3!', values)).toBe("pw ‹secret:SHOP_PASSWORD›!");
    expect(mask("xhippopotamus-in-the-gardenx", values)).toBe("x‹secret:LONG›x");
    expect(mask("a hippopotamus.", values)).toBe("a ‹secret:SHOP_WORD›.");
    expect(mask("hippopotamuses", values)).toBe("hippopotamuses");
  });

  test("is masked as addresses, JSON and base64 have it", () => {
    expect(mask(`?p=${encodeURIComponent('tr0ub4dor&"3')}&q=1`, values)).toBe("?p=‹secret:SHOP_PASSWORD›&q=1");
    expect(mask("?p=tr0ub4dor%26%223", values)).toBe("?p=‹secret:SHOP_PASSWORD›");
    expect(mask(JSON.stringify({ a: 'tr0ub4dor&"3' }), values)).toBe('{"a":"‹secret:SHOP_PASSWORD›"}');
    expect(mask(`x ${btoa('tr0ub4dor&"3')}`, values)).toMatch(/^x ‹secret:SHOP_PASSWORD›=*$/);
  });

  test("of several lines is masked line by line", () => {
    expect(mask("first line of the secret file", values)).toBe("‹secret:PEM›");
    expect(mask("got: second line of the secret file", values)).toBe("got: ‹secret:PEM›");
  });

  test("that goes on behind another secret is masked to its end", () => {
    const known = new SecretValues([{ name: "X", value: "zzz999 and more" }]);
    expect(mask("password=abczzz999 and more", known)).toBe("password=‹secret:password›");
  });
});

describe("a secret that was cut off", () => {
  const values = new SecretValues([{ name: "SHOP_PASSWORD", value: "tr0ub4dor-and-three" }]);

  test.each([
    ["GET /tr0ub4dor… (+900 bytes)", "GET /‹secret:SHOP_PASSWORD›… (+900 bytes)"],
    [`using ghp_${letters(8)}… (+99 bytes)`, "using ‹secret:github token›… (+99 bytes)"],
    [`{"a":"sk-ant-${letters(6)}…"}`, `{"a":"‹secret:anthropic key›…"}`],
    ["GET /tr0u… (+900 bytes)", "GET /tr0u… (+900 bytes)"],
    ["tr0ub4dor and… (+900 bytes)", "tr0ub4dor and… (+900 bytes)"],
    ["Loading sk-… done", "Loading sk-… done"],
    ["desk-organizer… (+2 bytes)", "desk-organizer… (+2 bytes)"],
  ])("%s", (text, expected) => {
    expect(mask(text, values)).toBe(expected);
  });
});

const fragments = [
  `ghp_${letters(36)}`,
  "password=",
  "token: ",
  `"secret":"`,
  '"',
  "'",
  "\\",
  "\n",
  " ",
  ";",
  "://",
  "a:b@",
  "Cookie: a=",
  "Authorization: Bearer ",
  `AKIA${upper(16)}`,
  "‹secret:",
  "›",
  "‹",
  "-----BEGIN PRIVATE KEY-----",
  "-----END PRIVATE KEY-----",
  letters(64, "aB3/dE5+fG7hJ9kL"),
  secret,
  "hippopotamus",
  "eyJ",
  "{",
  "[",
  "--password ",
  "é",
  "…",
  "hippop",
];
const value = new SecretValues([
  { name: "A", value: "hippopotamus" },
  { name: "B", value: letters(12) },
]);
const text = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 8 })), { maxLength: 24 });

test("what is masked stays as it is when it is masked again", () => {
  fc.assert(
    fc.property(text, (parts) => {
      const once = mask(parts.join(""), value);
      expect(mask(once, value)).toBe(once);
    }),
    { numRuns: 3000 },
  );
});

test("no secret that was known is left", () => {
  fc.assert(
    fc.property(text, (parts) => {
      const masked = mask(parts.join(" "), new SecretValues([{ name: "S", value: secret }]));
      expect(masked.includes(secret)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
