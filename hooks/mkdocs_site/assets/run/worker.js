// One Python in one worker. It is ended to stop a run; nothing of the page is in reach of it.
// The first message says where Python and the archive of modules are. Each further one is a run.
// Real torch in the browser could answer the same messages: pages know nothing of what runs here.

const MEMORY = 768 * 2 ** 20; // bytes that Python may have

// What could reach out of the worker, or stay when it has gone.
const DOORS = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport",
  "importScripts", "Worker", "SharedWorker", "BroadcastChannel", "MessageChannel", "indexedDB",
  "caches", "cookieStore", "Notification", "navigator", "FileReaderSync", "webkitRequestFileSystem",
  "webkitRequestFileSystemSync", "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL", "RTCDataChannel", "RTCPeerConnection", "close",
];
// A packed file, unpacked here, so that it does not matter what a host does to its files; what has
// come of it is worked on while the rest is on its way.
async function unpacked(address, type) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${new URL(address).pathname}: ${answer.status}`);
  const [start, whole] = answer.body.tee();
  const reader = start.getReader();
  const { value } = await reader.read();
  reader.cancel();
  const packed = value?.[0] === 0x1f && value[1] === 0x8b; // else the host has unpacked it
  const bytes = packed ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
  return new Response(bytes, { headers: { "content-type": type } });
}

// Pyodide asks for its program and its library by names; both are on their way already.
function giveFiles(files) {
  const plain = self.fetch;
  self.fetch = async (request, options) => {
    const name = String(request.url ?? request).split("/").at(-1);
    return files[name] ?? plain(request, options);
  };
  return () => (self.fetch = plain);
}

// Rejected when the program breaks off on its way: Pyodide itself would wait for it for ever.
function brokenProgram() {
  const whole = WebAssembly.instantiateStreaming;
  return new Promise((_, reject) => {
    WebAssembly.instantiateStreaming = (...given) => {
      const made = whole.apply(WebAssembly, given);
      made.catch(reject);
      return made;
    };
  });
}

function limitMemory() {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > MEMORY) throw new RangeError("no more memory");
    return grow.call(this, pages);
  };
}

function close() {
  for (const name of DOORS) {
    try {
      Object.defineProperty(self, name, { value: undefined, configurable: false, writable: false });
    } catch {
      delete self[name];
    }
  }
}

async function start({ python, archive }) {
  const at = (name) => new URL(name, python).href;
  const zip = "application/zip";
  const [wasm, library, modules, { loadPyodide }, { default: program }, release] = await Promise.all([
    unpacked(at("python.bin"), "application/wasm"),
    unpacked(at("stdlib.bin"), zip),
    unpacked(archive, zip),
    import(at("pyodide.js")),
    import(at("pyodide.asm.js")),
    fetch(at("release.json")).then((answer) => answer.json()),
  ]);
  const restore = giveFiles({ "pyodide.asm.wasm": wasm, "stdlib.zip": library });
  const broken = brokenProgram();
  limitMemory();
  const bound = (name) => [name, self[name].bind(self)];
  const loaded = loadPyodide({
    indexURL: at("./"), packageBaseUrl: at("./"), stdLibURL: at("stdlib.zip"), fullStdLib: false,
    createPyodideModule: program,
    lockFileContents: JSON.stringify({ info: release.info, packages: {} }),
    jsglobals: Object.fromEntries(["setTimeout", "clearTimeout", "setInterval", "clearInterval"].map(bound)),
  });
  const py = await Promise.race([loaded, broken]);
  restore();
  py.FS.writeFile("/modules.zip", new Uint8Array(await modules.arrayBuffer()));
  py.runPython("import sys; sys.path.insert(0, '/modules.zip')");
  const side = py.pyimport("livecells.browser.side");
  py.runPython("sys.path.remove('/modules.zip')");
  py.FS.mkdirTree("/home/reader");
  py.FS.chdir("/home/reader");
  const { start: fill, run, prepare } = side;
  const { lock } = py.pyimport("livecells.browser.lock");
  close();
  lock(); // before there is a torch, for it looks at all objects
  fill("/modules.zip", "/home/reader");
  return { run, prepare };
}

// Once a run is answered, what the next one needs is made while its reader looks at the output.
function prepareSoon() {
  setTimeout(() => {
    try {
      python.prepare();
    } catch {
      // The next run tries again, and tells.
    }
  });
}

let python = null;
onmessage = async ({ data }) => {
  if (!python) {
    try {
      python = await start(data);
      postMessage({ ready: true });
    } catch (error) {
      postMessage({ failed: String(error.message ?? error).slice(-2000) });
    }
    return;
  }
  try {
    postMessage({ id: data.id, made: python.run(data.asked) });
    prepareSoon();
  } catch (error) {
    postMessage({ id: data.id, failed: String(error.message ?? error).slice(-2000) });
  }
};
