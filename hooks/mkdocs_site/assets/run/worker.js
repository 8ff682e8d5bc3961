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
// A packed file, unpacked here, so that it does not matter what a host does to its files.
async function unpacked(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${new URL(address).pathname}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes; // the host has unpacked it
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Pyodide asks for its program and its library by names; both are here already.
function giveFiles(files) {
  const plain = self.fetch;
  self.fetch = async (request, options) => {
    const name = String(request.url ?? request).split("/").at(-1);
    if (!files[name]) return plain(request, options);
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/zip";
    return new Response(files[name], { headers: { "content-type": type } });
  };
  return () => (self.fetch = plain);
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
  const [{ loadPyodide }, { default: program }, release, wasm, library, modules] = await Promise.all([
    import(at("pyodide.js")),
    import(at("pyodide.asm.js")),
    fetch(at("release.json")).then((answer) => answer.json()),
    unpacked(at("python.bin")),
    unpacked(at("stdlib.bin")),
    unpacked(archive),
  ]);
  const restore = giveFiles({ "pyodide.asm.wasm": wasm, "stdlib.zip": library });
  limitMemory();
  const bound = (name) => [name, self[name].bind(self)];
  const py = await loadPyodide({
    indexURL: at("./"), packageBaseUrl: at("./"), stdLibURL: at("stdlib.zip"), fullStdLib: false,
    createPyodideModule: program,
    lockFileContents: JSON.stringify({ info: release.info, packages: {} }),
    jsglobals: Object.fromEntries(["setTimeout", "clearTimeout", "setInterval", "clearInterval"].map(bound)),
  });
  restore();
  py.FS.writeFile("/modules.zip", modules);
  py.runPython("import sys; sys.path.insert(0, '/modules.zip')");
  const side = py.pyimport("livecells.browser.side");
  py.runPython("sys.path.remove('/modules.zip')");
  py.FS.mkdirTree("/home/reader");
  py.FS.chdir("/home/reader");
  side.start("/modules.zip", "/home/reader");
  const { run, prepare } = side;
  const { lock } = py.pyimport("livecells.browser.lock");
  close();
  lock();
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
