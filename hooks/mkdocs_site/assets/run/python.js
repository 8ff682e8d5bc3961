// The worker with Python in it, as pages see it: begun once, ended to stop a run, and begun anew.
const START = 60_000; // milliseconds that Python may take to begin
const LIMIT = 20_000; // and a run

class Stopped extends Error {}

class Python {
  constructor(addresses) {
    this.addresses = addresses;
    this.ready = null; // the promise of a worker
    this.stop = () => {}; // ends what runs
    this.queue = Promise.resolve();
  }

  begin() {
    this.ready ??= new Promise((resolve, reject) => {
      if (location.protocol === "file:") {
        throw new Error("a page that is opened from a folder cannot run code: serve the folder, as with `python -m http.server`, and open it there");
      }
      const worker = new Worker(this.addresses.worker, { type: "module" });
      const fail = (why) => {
        clearTimeout(timer);
        worker.terminate();
        this.ready = null;
        reject(new Error(why));
      };
      const timer = setTimeout(() => fail("Python did not start"), START);
      worker.onerror = (event) => fail(`Python did not start${event.message ? `: ${event.message}` : ""}`);
      worker.onmessage = ({ data }) => {
        if (!data.ready) return fail(`Python did not start: ${data.failed}`);
        clearTimeout(timer);
        this.begun = true;
        resolve(worker);
      };
      worker.postMessage({ python: this.addresses.python, archive: this.addresses.archive });
    });
    return this.ready;
  }

  // Runs cells, one run at a time; gives what side.py says of them.
  run(asked) {
    const made = this.queue.then(() => this.now(asked));
    this.queue = made.catch(() => {});
    return made;
  }

  async now(asked) {
    let given = false;
    const beginning = new Promise((_, reject) => {
      this.stop = () => reject(new Stopped("Stopped."));
    });
    const worker = await Promise.race([this.begin(), beginning]);
    return new Promise((resolve, reject) => {
      const end = (why) => {
        if (given) return;
        given = true;
        clearTimeout(timer);
        worker.terminate();
        this.ready = null;
        this.begin().catch(() => {}); // so that the next run need not wait
        reject(new Stopped(why));
      };
      const timer = setTimeout(() => end(`Stopped: it ran for more than ${LIMIT / 1000} seconds.`), LIMIT);
      this.stop = () => end("Stopped.");
      worker.onerror = () => end("Stopped: Python broke down.");
      worker.onmessage = ({ data }) => {
        if (data.failed) return end("Stopped: Python broke down, perhaps for want of memory.");
        given = true;
        clearTimeout(timer);
        this.stop = () => {};
        resolve(JSON.parse(data.made));
      };
      worker.postMessage({ asked: JSON.stringify(asked) });
    });
  }
}
