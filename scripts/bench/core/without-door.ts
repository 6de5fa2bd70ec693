/** Takes the memory door out of a source: every call of it becomes the operation that it stands for. */

/** By function of the door: the operation on the arguments, as an expression. */
const operations: Readonly<Record<string, (...args: string[]) => string>> = {
  load: (words, index) => `Atomics.load(${words}, ${index})`,
  store: (words, index, value) => `Atomics.store(${words}, ${index}, ${value})`,
  add: (words, index, value) => `Atomics.add(${words}, ${index}, ${value})`,
  sub: (words, index, value) => `Atomics.sub(${words}, ${index}, ${value})`,
  exchange: (words, index, value) => `Atomics.exchange(${words}, ${index}, ${value})`,
  compareExchange: (words, index, old, value) => `Atomics.compareExchange(${words}, ${index}, ${old}, ${value})`,
  wait: (words, index, value, limit) => `Atomics.wait(${words}, ${index}, ${value}, ${limit})`,
  notify: (words, index, count) => `Atomics.notify(${words}, ${index}, ${count})`,
  get: (words, index) => `((${words})[${index}] ?? 0)`,
  put: (words, index, value) => `((${words})[${index}] = ${value})`,
  getFloat: (floats, index) => `((${floats})[${index}] ?? 0)`,
  putFloat: (floats, index, value) => `((${floats})[${index}] = ${value})`,
  loadRaced: (words, index) => `Atomics.load(${words}, ${index})`,
  getByteRaced: (bytes, index) => `((${bytes})[${index}] ?? 0)`,
  findRaced: (find, bytes, needle, from) => `(${find})(${bytes}, ${needle}, ${from})`,
  copyIn: (target, offset, source) => `(${target}).set(${source}, ${offset})`,
  fence: () => "Atomics.exchange(__fence, 0, 0)",
};

/** The same for functions that use an argument twice: statements, as nothing takes their result. */
const statements: Readonly<Record<string, (...args: string[]) => string>> = {
  copyOut: copied,
  copyOutRaced: copied,
};

/** Too slow for the door to matter, or not made of one operation. */
const left = new Set(["waitAsync"]);

function copied(target = "", source = "", offset = ""): string {
  return `{ const __t = ${target}, __o = ${offset}; __t.set((${source}).subarray(__o, __o + __t.length)); }`;
}

/** The source of a module without the door. Throws for a function of the door that it does not know. */
export function withoutDoor(source: string): string {
  const rewritten = rewrite(source);
  return rewritten.includes("__fence")
    ? `${rewritten}\nconst __fence = new Int32Array(new SharedArrayBuffer(4));\n`
    : rewritten;
}

function rewrite(source: string): string {
  let result = "";
  let from = 0;
  for (const match of source.matchAll(/\bdoor\.(\w+)\(/g)) {
    // Inside the arguments of a call that is done already.
    if (match.index < from) continue;
    const [, name = ""] = match;
    if (left.has(name)) continue;
    const operation = operations[name] ?? statements[name];
    if (operation === undefined) throw new Error(`the benchmark of the memory door does not know door.${name}()`);
    const { args, end } = argumentsFrom(source, match.index + match[0].length);
    result += source.slice(from, match.index) + operation(...args.map(rewrite));
    // A block takes no semicolon, lest it part an `if` from its `else`.
    from = name in statements && source[end] === ";" ? end + 1 : end;
  }
  return result + source.slice(from);
}

/** The arguments of a call whose opening bracket ends at `start`, and where the call ends. */
function argumentsFrom(source: string, start: number): { args: string[]; end: number } {
  const args: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < source.length; at++) {
    const sign = source.charAt(at);
    if (sign === "," && depth === 0) {
      args.push(source.slice(from, at));
      from = at + 1;
    } else if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign) && depth > 0) depth--;
    else if (sign === ")") {
      const last = source.slice(from, at);
      return { args: last.trim() === "" ? args : [...args, last], end: at + 1 };
    }
  }
  throw new Error("a call of the memory door does not end");
}
