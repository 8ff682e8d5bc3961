// The cells of a snippet with a reader's edits in them. A run always begins afresh and takes them in
// the order of the file, so that it gives what the file would give.
class Program {
  constructor(page, snippet) {
    this.page = page;
    this.snippet = snippet;
  }

  // The editors of the page that hold a part of this snippet, each with the names of its cells.
  get editors() {
    return this.page.cells.filter((one) => one.snippet === this.snippet);
  }

  // The cells up to one, as side.py takes them; to the end where none is named.
  upto(last = this.snippet.cells.at(-1).name) {
    const edited = new Map();
    for (const one of this.editors) if (one.edited) edited.set(one.names[0], one);
    const made = [];
    let inside = [];
    for (const cell of this.snippet.cells) {
      const editor = edited.get(cell.name);
      if (editor) inside = [...editor.names];
      if (editor || !inside.includes(cell.name)) {
        const of = editor ? editor.names.at(-1) : cell.name;
        // What nobody has changed keeps the lines that it has in the file.
        const place = editor ? { name: `<cell ${of}>`, line: 1, source: editor.text } : { name: this.snippet.label, line: cell.line, source: cell.source };
        made.push({ ...place, of, raises: cell.raises, edited: Boolean(editor) });
      }
      if (cell.name === last) break;
    }
    return made;
  }

  script() {
    const texts = this.upto().map(({ of, source }) => `# %% ${of}\n${source}\n`);
    return `# ${document.title}\n# ${location.href.replace(/[?#].*/, "")}\n\n${texts.join("\n")}`;
  }
}
