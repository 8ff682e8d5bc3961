// An exercise that is done in the page: the start to fill in, and the check of its lab.
class Lab {
  constructor(page, exercise, place, snippet) {
    Object.assign(this, { page, exercise, place, snippet });
    this.start = snippet.cells.find((cell) => cell.name === "start").source;
    this.names = ["start"];
    this.opened = true;
  }

  get text() {
    return this.editor.text;
  }

  get edited() {
    return this.text.trimEnd() !== this.start.trimEnd();
  }

  async open() {
    await this.page.loadEditor();
    const box = make("div", "lc-cell lc-run-work");
    this.box = make("div", "lc-run-editor");
    this.editor = lcEditor(this.box, {
      text: this.page.kept(this) ?? this.start,
      label: "Your code. Shift and Enter check it. Tab indents; press Escape before Tab to leave.",
      change: () => this.page.keep(this),
      run: () => this.check(),
      leave: () => {},
    });
    this.tools = make("div", "lc-run-tools", "", { role: "group", "aria-label": "Your code" });
    this.go = button("Check", () => this.check());
    this.only = button("Run", () => this.run());
    this.halt = button("Stop", () => this.page.python.stop());
    this.halt.hidden = true;
    this.tools.append(this.go, this.only, this.halt, button("Reset", () => this.reset()), button("Save as a script", () => this.save()));
    this.result = make("div", "lc-run-result");
    this.note = make("p", "lc-run-note", "", { role: "status" });
    box.append(this.box, this.tools, this.result, this.note);
    this.place.replaceWith(box);
    this.exercise.querySelector(".lc-live-block").hidden = true; // the start stands in the editor
    this.editor.focus();
  }

  check() {
    const check = this.snippet.cells.find((cell) => cell.name === "check").source;
    return this.ask([{ name: "<cell check>", source: check }]);
  }

  run() {
    return this.ask([]);
  }

  async ask(more) {
    this.busy(true);
    this.note.textContent = this.page.python.begun ? WORDS.running : WORDS.loading;
    try {
      const cells = [{ name: "<cell start>", source: this.text }, ...more];
      const answer = await this.page.python.run({ cells, modules: this.snippet.modules ?? {} });
      this.show(answer.cells, more.length > 0);
    } catch (error) {
      this.result.replaceChildren();
      this.note.textContent = error instanceof Stopped ? error.message : `Not run: ${error.message}.`;
    }
    this.busy(false);
  }

  busy(on) {
    const focused = on ? [this.go, this.only].includes(document.activeElement) : this.halt === document.activeElement;
    this.halt.hidden = !on;
    this.go.disabled = this.only.disabled = on;
    if (focused) (on ? this.halt : this.go).focus();
  }

  show(made, checked) {
    const last = made.at(-1);
    const own = made[0].outputs.map((one) => ({ ...one }));
    const judged = checked && made.length === 2;
    if (judged) own.push(...this.verdict(last));
    this.result.replaceChildren(...(own.length ? [outputs(own, "Your output")] : []));
    const passed = judged && last.state === "ok";
    this.result.classList.toggle("lc-run-passed", passed);
    this.note.replaceChildren(...this.words(last, passed, judged));
    if (passed) this.page.done(this.snippet.name);
  }

  // What a check says stands alone: its own code is not the reader's.
  verdict(made) {
    if (made.state !== "error") return made.outputs;
    return [...made.outputs.filter((one) => one.kind !== "error"), { kind: "error", text: made.error }];
  }

  words(last, passed, judged) {
    if (last.state === "refused") {
      return [make("strong", "", "Not run to the end: "), last.says.replace(/\.?$/, "."), waysOn(this.snippet)];
    }
    if (last.state === "cut") return [WORDS.cut];
    const ended = passed ? "Done. " : judged || last.state !== "error" ? "" : "Your code ends with this error. ";
    return [`${ended}${WORDS.yours}`];
  }

  reset() {
    this.editor.text = this.start;
    this.result.replaceChildren();
    this.note.textContent = "";
    this.editor.focus();
  }

  save() {
    this.page.download(`${this.snippet.name.split("/").at(-1)}.py`, `${this.text}\n`);
  }
}
