/** Every limit of the search for secrets, with its reason. */

export const secretLimits = {
  /** Characters of the shortest text in which there may be a secret. */
  textLeast: 6,
  /** Characters that a variable's value has at least to be looked for wherever it stands: shorter ones are in every text. */
  valueLeast: 6,
  /** The most: what is longer is a file, whose lines are looked for. */
  valueMost: 4_096,
  /** Characters of a line of a value that is looked for by itself: a row of a key, not a brace. */
  lineLeast: 16,
  /** Values that are looked for, the newest: a project has dozens, an environment of a build server hundreds. */
  values: 1_000,
  /** Milliseconds for which `.env` files are taken to be as they were: an answer has thousands of texts. */
  checkMs: 50,
  /** `.env` files that are read: a workspace has one or two for each package. */
  files: 256,
  /** Launches whose environments are looked at, the newest of each name: as many as a large workspace has scripts. */
  launches: 256,
  /** Characters of a name before `=` or `:`; longer ones are no names. */
  name: 64,
  /** Blanks between a name, `=` and a value: columns of a table. */
  blanks: 32,
  /** Characters of a value that are looked at to tell what it is. */
  judged: 256,
  /** Characters within which a quotation mark must be closed to be one. */
  quoted: 4_096,
  /** Characters of user and password in an address. */
  userInfo: 1_024,
  /** Characters of an `Authorization` or a `Cookie` header: servers refuse longer ones. */
  header: 16_384,
  /** Characters of a private key with its first and its last row: RSA of 16,384 bits has 12,800. */
  keyBlock: 32_768,
  /** Characters that a row of base64 has at least to be looked at as one of a key. */
  rowLeast: 60,
  /** Texts whose results are remembered: those of one answer. */
  remembered: 2_000,
  /** Characters of the longest of them, so that all are 4 MB at most. */
  rememberedCharacters: 1_000,
  /** Times that a text is looked through: a mark can set free what stands beside it, hardly ever twice. */
  passes: 5,
} as const;
