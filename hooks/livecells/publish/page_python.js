// What Pyodide asks of a browser's worker, in a V8 that has no browser around it.
// Python computes the same in both; here it compiles, with nothing random in what it makes.
globalThis.self = globalThis;
globalThis.location = { href: "https://page/" };
globalThis.WorkerGlobalScope = { [Symbol.hasInstance]: () => true };
globalThis.importScripts = () => { throw new TypeError("a worker of modules"); };
globalThis.crypto = { getRandomValues: (room) => room.fill(0) };
globalThis.performance = { now: () => Date.now() };
globalThis.AbortController = class {};
globalThis.URL = class {
  constructor(address) { this.href = String(address); }
  toString() { return this.href; }
};
globalThis.TextDecoder = class {
  decode(bytes = new Uint8Array()) {
    let text = "";
    for (const byte of bytes) text += `%${byte.toString(16).padStart(2, "0")}`;
    return decodeURIComponent(text);
  }
};
globalThis.TextEncoder = class {
  encode(text) {
    const bytes = unescape(encodeURIComponent(text));
    return Uint8Array.from(bytes, (one) => one.charCodeAt(0));
  }
  encodeInto(text, room) {
    const bytes = this.encode(text);
    room.set(bytes);
    return { read: text.length, written: bytes.length };
  }
};
WebAssembly.instantiateStreaming = async (answer, imports) =>
  WebAssembly.instantiate(await (await answer).arrayBuffer(), imports);

const files = {};
globalThis.give = (name, data) => {
  files[name] = Uint8Array.fromBase64(data);
};
globalThis.fetch = async (address) => {
  const bytes = files[String(address).split("/").at(-1)];
  return { ok: true, arrayBuffer: async () => bytes.buffer };
};
// `loadPyodide` and `program` come from Pyodide's own scripts.
globalThis.start = async (info) => {
  globalThis.py = await loadPyodide({
    indexURL: "https://page/", packageBaseUrl: "https://page/",
    stdLibURL: "https://page/stdlib.zip", fullStdLib: false, createPyodideModule: program,
    env: { PYTHONHASHSEED: "0", HOME: "/" },
    lockFileContents: JSON.stringify({ info, packages: {} }),
  });
};
// Give Python a text by the name `asked`, run a program, and hand on what it ends with.
globalThis.answer = (code, asked) => {
  py.globals.set("asked", asked);
  return py.runPython(code);
};
