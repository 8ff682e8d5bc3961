// Makes the Python that pages run out of Pyodide's npm release: its own files, packed, and of the
// standard library what a learner's program imports, compiled.
// usage: node trim.mjs PYODIDE TARGET    both are folders
//
// All is computed within Pyodide itself, by its own Python and its own zlib, so that the bytes do
// not depend on the machine or on Node.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [from, target] = process.argv.slice(2).map((one) => path.resolve(one));
const { loadPyodide } = await import(pathToFileURL(path.join(from, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: from + path.sep, env: { PYTHONHASHSEED: "0", HOME: "/" } });

const put = (name, data) => fs.writeFileSync(path.join(target, name), data);
const read = (name) => new Uint8Array(fs.readFileSync(path.join(from, name)));

const own = (name) => fs.readFileSync(new URL(name, import.meta.url), "utf8");
python.FS.writeFile("compiled.py", own("compiled.py"));
python.runPython(own("trim.py"));
const call = (name, ...given) => {
  const made = python.globals.get(name)(...given);
  const bytes = made.toJs();
  made.destroy();
  return bytes;
};

put("stdlib.bin", call("standard_library"));
put("python.bin", call("packed", read("pyodide.asm.wasm")));
// The maps of these are not shipped: without the line that names them no browser asks for one.
const bare = (name) => new TextDecoder().decode(read(name)).replace(/^\/\/# sourceMappingURL=.*\n?/gm, "");
put("pyodide.js", bare("pyodide.mjs"));
put("pyodide.asm.js", bare("pyodide.asm.mjs"));
// What Pyodide wants to know of itself, without the list of its packages: there are none here.
const { info } = JSON.parse(new TextDecoder().decode(read("pyodide-lock.json")));
put("release.json", `${JSON.stringify({ info: { ...info, version: python.version } })}\n`);
