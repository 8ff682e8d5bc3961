// Code of the page that can be changed and run: its editor, its tools, its output.
class Cell {
  constructor(page, element, names, snippet) {
    Object.assign(this, { page, element, names, snippet });
    this.code = element.querySelector(":scope > .highlight");
    this.built = element.querySelector(":scope > .lc-output");
    const own = snippet.cells.filter((cell) => names.includes(cell.name));
    this.source = own.map((cell) => cell.source).join("\n\n");
    this.last = own.at(-1);
    this.draws = own.some((cell) => cell.figure);
    this.kept = page.kept(this);
    this.draft = this.kept ?? this.source;
    this.program = new Program(page, snippet);
  }

  get text() {
    return this.editor ? this.editor.text : this.draft;
  }

  get edited() {
    return this.opened && this.text.trimEnd() !== this.source.trimEnd();
  }

  get label() {
    return this.names.length > 1 ? `cells ${this.names[0]} to ${this.names.at(-1)}` : `cell ${this.names[0]}`;
  }

  // Once: the tools below the code, and the words below the output.
  open() {
    if (this.opened) return;
    this.opened = true;
    if (this.kept === null) this.draft = this.source;
    this.tools = make("div", "lc-run-tools", "", { role: "group", "aria-label": `Run ${this.label}` });
    this.go = button("Run", () => this.run());
    this.halt = button("Stop", () => this.page.python.stop());
    this.halt.hidden = true;
    this.change = button("Edit", () => (this.editor && !this.box.hidden ? this.close() : this.edit()), { "aria-expanded": "false" });
    this.back = button("Reset", () => this.reset());
    this.save = button("Save as a script", () => this.page.save(this.program));
    const above = this.program.editors[0] !== this;
    if (above) this.all = button("Run up to here", () => this.run(true));
    this.tools.append(...[this.go, this.all, this.halt, this.change, this.back, this.save].filter(Boolean));
    this.note = make("p", "lc-run-note", this.asBuilt, { role: "status" });
    this.result = make("div", "lc-run-result");
    this.code.after(this.tools);
    (this.built ?? this.tools).after(this.result, this.note);
    if (!this.built) this.note.textContent = "";
    this.tell();
  }

  tell() {
    this.back.disabled = !this.edited && !this.result.childElementCount;
  }

  async edit() {
    this.open();
    if (!this.editor) {
      await this.page.loadEditor();
      this.box = make("div", "lc-run-editor");
      this.code.after(this.box);
      this.editor = lcEditor(this.box, {
        text: this.draft,
        label: `Code of ${this.label}. Shift and Enter run it. Tab indents; press Escape before Tab to leave.`,
        change: () => this.changed(),
        run: () => this.run(),
        leave: () => {},
      });
    }
    this.box.hidden = false;
    this.code.hidden = true;
    this.change.textContent = "Show as on the page";
    this.change.setAttribute("aria-expanded", "true");
    this.tell();
    this.editor.focus();
  }

  close() {
    this.box.hidden = true;
    this.code.hidden = false;
    this.change.textContent = "Edit";
    this.change.setAttribute("aria-expanded", "false");
  }

  changed() {
    this.tell();
    this.page.keep(this);
    if (this.ran) this.say("The code has changed since it ran: run it again.");
    this.ran = false;
  }

  say(words, ...more) {
    this.note.replaceChildren(words, ...more);
  }

  async run(all = false) {
    this.open();
    const cells = this.program.upto(this.names.at(-1));
    this.busy(true);
    this.ran = true;
    this.say(this.page.python.begun ? WORDS.running : WORDS.loading);
    try {
      const answer = await this.page.python.run({ cells, modules: this.snippet.modules ?? {} });
      this.show(cells, answer.cells, all);
      const { state } = answer.cells.at(-1);
      const ended = answer.cells.length === cells.length && (state === "ok" || state === "error");
      await this.page.redraw(this.program, cells, ended);
    } catch (error) {
      this.result.replaceChildren();
      this.shown(!this.edited);
      this.say(error instanceof Stopped ? error.message : `Not run: ${error.message}.`);
    }
    this.busy(false);
    this.tell();
  }

  busy(on) {
    this.runs = (this.runs ?? 0) + (on ? 1 : -1); // one may be asked for while another ends
    if (!on && this.runs) return;
    const focused = on ? this.go === document.activeElement : this.halt === document.activeElement;
    this.halt.hidden = !on;
    for (const one of [this.go, this.all]) if (one) one.disabled = on;
    if (focused) (on ? this.halt : this.go).focus();
  }

  // What came of the run: here, and in the cells above where they were asked for or ended it.
  show(cells, made, all) {
    const own = cells.findIndex((cell) => cell.of === this.names.at(-1));
    const ended = made.length - 1;
    if (ended < own) {
      const where = cells[ended].of;
      const editor = this.program.editors.find((one) => one.names.includes(where));
      this.result.replaceChildren(outputs(made[ended].outputs, `Output of cell ${where}`));
      this.shown(false);
      this.say(`Not run: cell ${where}, above, ends with this.`, ...this.why(made[ended]));
      if (editor && editor.opened) editor.put(cells, made);
      return;
    }
    this.put(cells, made);
    if (!all) return;
    for (const one of this.program.editors) {
      if (one === this || !cells.some((cell) => cell.of === one.names.at(-1))) continue;
      one.open();
      one.put(cells, made);
    }
  }

  // The parts of the run that are this code's own, and the words for them.
  put(cells, made) {
    const own = cells.map((cell, n) => [cell, made[n]]).filter(([cell, one]) => one && this.names.includes(cell.of));
    if (!own.length) return;
    const last = own.at(-1)[1];
    const touched = cells.slice(0, cells.indexOf(own.at(-1)[0]) + 1).some((cell) => cell.edited);
    const found = touched ? ["yours"] : own.map(([cell, one]) => compared(this.snippet.cells.find((c) => c.name === cell.of), one));
    const state = last.state === "cut" ? "cut" : ["other", "near", "yours"].find((word) => found.includes(word)) ?? "same";
    const refused = last.state === "refused";
    const asBuilt = state === "same" && !refused;
    this.shown(asBuilt);
    const all = own.flatMap(([, one]) => one.outputs).filter((one) => !this.draws || one.kind !== "note");
    const list = asBuilt && (this.built || this.elsewhere) ? [] : all;
    this.result.replaceChildren(...(list.length ? [outputs(list, `Your output of ${this.label}`)] : []));
    const none = state !== "same" && !list.length ? "It printed nothing. " : "";
    const words = state === "same" && this.draws && !all.length ? WORDS.drawn : WORDS[state];
    const far = this.draws && !this.built?.querySelector(":scope > .lc-figure") ? [` ${WORDS.figureFar}`] : [];
    this.say(refused ? "" : none + words, ...this.why(last), ...far);
    this.mark(last);
    this.tell();
  }

  get asBuilt() {
    return this.draws ? WORDS.builtFigure : WORDS.built;
  }

  // The output of the build: all of it, or its figure alone, which no run here draws again.
  shown(all) {
    if (!this.built) return;
    const figure = this.built.querySelector(":scope > .lc-figure");
    this.built.hidden = !all && !figure;
    for (const part of this.built.children) part.hidden = !all && part !== figure;
    if (!figure) return;
    this.origin ??= make("p", "lc-run-origin", WORDS.figure);
    figure.append(this.origin);
  }

  // Outputs that the page shows elsewhere: behind a question, or below a slider.
  get elsewhere() {
    return Boolean(this.element.closest(".lc-live-block").querySelector(".lc-output:not(.lc-run-output)"));
  }

  why(made) {
    if (made.state !== "refused") return [];
    return [make("strong", "", "Not run to the end: "), made.says.replace(/\.?$/, "."), waysOn(this.snippet)];
  }

  // The line of the reader's that an error came from.
  mark(made) {
    if (made.state !== "error" || !this.editor || this.box.hidden) return;
    const text = printed(made, "error");
    const lines = [...text.matchAll(/File "<cell ([^>]+)>", line (\d+)/g)].filter(([, name]) => this.names.includes(name));
    if (lines.length) this.editor.show(Number(lines.at(-1)[2]));
  }

  reset() {
    if (this.editor) this.editor.text = this.source;
    this.draft = this.source;
    this.kept = null;
    this.ran = false;
    this.page.keep(this);
    this.result.replaceChildren();
    this.shown(true);
    this.origin?.remove();
    this.say(this.built ? this.asBuilt : "");
    this.page.restore(this.program);
    this.tell();
    (this.editor && !this.box.hidden ? this.editor : this.go).focus();
  }
}
