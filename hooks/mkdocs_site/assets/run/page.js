// All that can be run on one page: what stands in its file beside it, and one Python for all.
class Page {
  constructor(addresses) {
    const here = document.currentScript.src;
    this.addresses = Object.fromEntries(Object.entries(addresses).map(([name, path]) => [name, new URL(path, here).href]));
    this.python = new Python(this.addresses);
    this.cells = [];
    this.figures = new Map(); // what was drawn in the build, by ident
    this.root = new URL("..", here).pathname;
    this.key = `lc-run:${this.root}`;
    this.edits = this.stored();
    const sheet = make("link", "", "", { rel: "stylesheet", href: this.addresses.sheet });
    document.head.append(sheet);
  }

  // The file beside this page: the source of each snippet's cells, and what real torch printed.
  load() {
    this.loading ??= this.read().catch((error) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  async read() {
    const { pathname } = location;
    const file = pathname.endsWith(".html") && !pathname.endsWith("/index.html") ? pathname.replace(/.*\/(.*)\.html$/, "$1-run.json") : "run.json";
    const answer = await fetch(new URL(file, location));
    if (!answer.ok) throw new Error(`the code of this page did not load (${answer.status})`);
    const { snippets } = await answer.json();
    this.snippets = new Map(Object.entries(snippets).map(([name, one]) => [name, { name, ...one }]));
    for (const block of document.querySelectorAll("[data-run]")) this.add(block);
  }

  add(block) {
    const [of, ...names] = block.dataset.run.split(" ");
    const snippet = this.snippets.get(of);
    const elements = [...block.querySelectorAll(".lc-cell:has(> .highlight)")];
    const whole = elements.length !== names.length; // several cells that stand as one
    elements.forEach((element, n) => {
      const cell = new Cell(this, element, whole ? names : [names[n]], snippet);
      this.cells.push(cell);
    });
  }

  async open(element, what) {
    if (location.protocol === "file:") await this.python.begin(); // says what to do
    await this.load();
    const cell = this.cells.find((one) => one.element === element);
    this.python.begin().catch(() => {});
    cell.open();
    if (what === "edit" || cell.kept !== null) await cell.edit();
    if (what === "run") await cell.run();
  }

  async lab(exercise, place) {
    if (location.protocol === "file:") await this.python.begin();
    await this.load();
    this.python.begin().catch(() => {});
    await new Lab(this, exercise, place, this.snippets.get(exercise.dataset.runLab)).open();
  }

  loadEditor() {
    this.editing ??= new Promise((resolve, reject) => {
      const script = make("script", "", "", { src: this.addresses.editor });
      script.onload = resolve;
      script.onerror = () => {
        this.editing = null;
        reject(new Error("the editor did not load"));
      };
      document.head.append(script);
    });
    return this.editing;
  }

  // ----- Graphs -----

  // A graph is that of a whole run: where code has changed, the whole is run once more for it.
  async redraw(program, ran, ended) {
    const graphs = this.graphsOf(program.snippet);
    if (!graphs.length || (!ran.some((cell) => cell.edited) && !this.figures.size)) return;
    const cells = program.upto();
    let figures = {};
    if (cells.some((cell) => cell.edited)) {
      if (ended) ({ figures } = await this.python.run({ cells, graphs, modules: program.snippet.modules ?? {} }));
      if (JSON.stringify(program.upto()) !== JSON.stringify(cells)) return; // edited or reset meanwhile
    } else {
      return this.restore(program);
    }
    for (const { ident } of graphs) this.draw(ident, figures[ident]);
  }

  graphsOf(snippet) {
    const marked = [...document.querySelectorAll("[data-run-graph]")];
    return marked.flatMap((block) => {
      const [of, ...name] = block.dataset.runGraph.split(" ");
      const ident = block.querySelector(".lc-graph")?.id;
      return of === snippet.name && ident ? [{ ident, name: name.join(" "), after: block.dataset.runGraphAfter }] : [];
    });
  }

  draw(ident, html) {
    const old = document.getElementById(ident);
    if (!this.figures.has(ident)) this.figures.set(ident, old);
    const built = this.figures.get(ident);
    let next = built;
    if (html) {
      next = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
      for (const formula of next.querySelectorAll(".lc-rule, .lc-notation")) formula.remove(); // typeset in builds alone
      next.querySelector("figcaption").replaceChildren(make("span", "lc-run-note", WORDS.graph, { role: "status" }));
    }
    if (next !== old) old.replaceWith(document.adoptNode(next));
    next.querySelector(".lc-run-lost")?.remove();
    if (!html) next.querySelector("figcaption").append(make("span", "lc-run-note lc-run-lost", ` ${WORDS.graphLost}`));
    document.dispatchEvent(new CustomEvent("lc-graphs"));
  }

  restore(program) {
    if (program.editors.some((one) => one.edited)) return;
    for (const { ident } of this.graphsOf(program.snippet)) {
      const built = this.figures.get(ident);
      if (!built) continue;
      built.querySelector(".lc-run-lost")?.remove();
      document.getElementById(ident).replaceWith(built);
    }
  }

  // ----- What stays on the device -----

  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {}; // nothing can be kept here, or what was kept cannot be read
    }
  }

  nameOf(cell) {
    return `${cell.snippet.name}:${cell.names.join(" ")}`;
  }

  kept(cell) {
    const found = this.edits[this.nameOf(cell)];
    return typeof found === "string" ? found : null;
  }

  keep(cell) {
    this.edits = this.stored(); // another window may have written
    if (cell.edited) this.edits[this.nameOf(cell)] = cell.text;
    else delete this.edits[this.nameOf(cell)];
    try {
      localStorage.setItem(this.key, JSON.stringify(this.edits));
    } catch {
      // The page works all the same; it only forgets.
    }
  }

  done(lab) {
    const progress = window.lcProgress;
    if (!progress || progress.kept.off) return;
    progress.change({ ...progress.kept, labs: { ...progress.kept.labs, [`${lab}/`]: true } });
  }

  save(program) {
    this.download(`${program.snippet.name.split("/").at(-1)}.py`, program.script());
  }

  download(name, text) {
    const link = make("a", "", "", { href: URL.createObjectURL(new Blob([text], { type: "text/x-python" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

window.lcRun = new Page(__ADDRESSES__);
