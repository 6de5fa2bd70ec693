/** What a name says of its value: `DB_PASSWORD`, `apiKey`, `spring.datasource.password`. */

/**
 * `certain`: whatever stands there is secret (passwords, secrets). `likely`: what stands there is, unless it is plainly a word
 * (API keys, access tokens). `possible`: what looks random is (a token that may be a parser's).
 */
export type NameClass = "certain" | "likely" | "possible";

/** Headers, whose values have a form of their own. */
export type HeaderName = "authorization" | "cookies";

/** Words behind which a name tells something about a secret, and not the secret: `TOKEN_TTL`, `secretName`, `KEY_FILE`. */
const aboutIt = new Set(
  `ttl expiry expires expiration age lifetime length len size count limit max min total used usage name names file files filename path paths
   dir directory folder url uri endpoint host port issuer audience alg algorithm header headers prefix suffix rounds timeout id ids
   policy enabled disabled required optional region version format param params parameter field fields type types kind class
   ref refs rule rules error errors hint label title help message input provider manager service store factory generator validator
   strength reset change changed update updated confirm location mode status state index offset position rotation algorithm`.split(
    /\s+/,
  ),
);

/** Words behind which the name is what it would be without them: `PASSWORD_2`, `SECRET_KEY_BASE`, `TOKEN_PROD`. */
const besideIt = new Set(
  "base old new current previous prod production dev development test staging live local value hash hashed digest salt b64 base64 hex encoded raw plain plaintext default main primary secondary backup".split(
    " ",
  ),
);

/** Words that make a `pass` a password, and no passed test. */
const passwordOwners = new Set(
  "db database user username smtp mail email imap ftp sftp ssh admin root my pg postgres mysql redis mongo auth login http https proxy app api account service bot client server rabbitmq amqp mqtt ldap vpn wifi key keystore cert sudo ansible become vault".split(
    " ",
  ),
);

/** Words that make a `key` a secret one. */
const keyOwners = new Set(
  "api secret private access auth encryption encrypt decryption signing sign signature master account service app application license shared subscription admin ssh deploy webhook session jwt cookie hmac crypt crypto cipher consumer server".split(
    " ",
  ),
);

/** Words that make it something else. */
const harmlessKeys = new Set(
  "public publishable cache primary foreign sort partition range index unique composite object row item group idempotency translation message map host hot lookup short shortcut hotkey react dom storage binding modifier".split(
    " ",
  ),
);

/** Words that make a `token` one of a parser, of pages, of a language model. */
const harmlessTokens = new Set(
  "unexpected next page continuation start end first last expected found parse parser parsed syntax lexer look lookahead current previous pad padding eos bos eof unk special stop design design comment string identifier keyword invalid illegal invisible per cancel cancellation public publishable css color theme".split(
    " ",
  ),
);

/** A name's words in lower case: `githubToken`, `GITHUB_TOKEN` and `github-token` are the same. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** What was asked for before: the same few names stand in most lines. */
const known = new Map<string, NameClass | HeaderName | undefined>();
const KNOWN_NAMES = 1_000;

/** Undefined: it says nothing. */
export function classOf(name: string): NameClass | HeaderName | undefined {
  const found = known.get(name);
  if (found !== undefined || known.has(name)) return found;
  if (known.size >= KNOWN_NAMES) known.clear();
  const named = classify(name.replace(/^[-.]+/, ""));
  known.set(name, named);
  return named;
}

function classify(name: string): NameClass | HeaderName | undefined {
  if (!/pass|pwd|secret|token|key|cred|auth|cookie|sess|sid|sig/i.test(name)) return undefined;
  if (/^(?:proxy-)?authorization$/i.test(name)) return "authorization";
  if (/^(?:set-)?cookies?$/i.test(name)) return "cookies";
  const words = wordsOf(name);
  while (words.length > 1 && (besideIt.has(words.at(-1) ?? "") || /^\d+$/.test(words.at(-1) ?? ""))) words.pop();
  const last = words.at(-1) ?? "";
  if (aboutIt.has(last)) return undefined;
  if (/pass(?:word|wd|phrase|code)s?$/.test(last)) return "certain";
  if ((last === "pass" || last === "pwd") && passwordOwners.has(words.at(-2) ?? "")) return "certain";
  if (/^[Pp]wd$/.test(name)) return "certain";
  if (/secrets?$/.test(last)) return words.includes("public") ? undefined : "certain";
  if (/^cred(?:ential)?s?$/.test(last)) return "likely";
  if (/key$/.test(last)) return classOfKey(words, name);
  if (/token$/.test(last)) return classOfToken(words);
  const others =
    /^(?:_?auth|sig|x-(?:amz|goog)-(?:signature|credential)|connect\.sid|jsessionid|phpsessid|session_?id)$/i;
  return others.test(name) ? "possible" : undefined;
}

function classOfKey(words: readonly string[], name: string): NameClass | undefined {
  if (words.some((word) => harmlessKeys.has(word))) return undefined;
  const last = words.at(-1) ?? "";
  const owner = last === "key" ? (words.at(-2) ?? "") : last.slice(0, -"key".length);
  if (keyOwners.has(owner)) return "likely";
  // STRIPE_KEY is a variable; stripeKey is anything.
  return last === "key" && words.length > 1 && name === name.toUpperCase() ? "possible" : undefined;
}

function classOfToken(words: readonly string[]): NameClass | undefined {
  if (words.some((word) => harmlessTokens.has(word))) return undefined;
  return words.length > 1 || words[0] !== "token" ? "likely" : "possible";
}
