"""Labs: exercises as notebooks to fill in, for the site and to take home.

A lab is a snippet of the folder `labs/` with the cells `start` and `check`. Its notebook has the
task, the start, an empty cell and the check; no output and no solution. mkdocs-jupyter draws it for
the site, and what it drew is kept, so that a build in which no lab has changed does not load it.
"""

from __future__ import annotations

import ast
import html
import logging
import os
import re
import tempfile
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from livecells.book import Book
from livecells.errors import LiveError
from livecells.notebook import Notebook, dump
from livecells.plaintext import Node, Places, Plain, task_of, tree
from livecells.render import failure_html
from livecells.sheets import code, markdown, notebook
from livecells.store import digest, installed

FOLDER = "labs/"
# What decides, besides the notebook and this module, how a lab looks.
RENDERERS = ("mkdocs_jupyter", "nbconvert", "mistune", "pygments")
DROPPED = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>"
    r'|<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>'
    r'|<div class="clipboard-copy-txt"[^>]*>[^<]*</div>'
    r'|<div class="jp-Collapser[^"]*">\s*</div>| tabindex="0"',
    re.DOTALL,
)
CODE = re.compile(
    r'<div class="[^"]*\bhighlight\b[^"]*"><pre><span></span>(.*?)\n?</pre>', re.DOTALL
)
ANCHOR = re.compile(r'<a class="anchor-link" (href="[^"]*")>')
# Code and tags come first: dollars in them are no formulas.
FORMULA = re.compile(
    r"<(?P<raw>code|pre)\b.*?</(?P=raw)>|<[^>]+>"
    r"|\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>[^$\n]+)\$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Lab:
    """One lab: `name` below `labs/`, and the first page that uses it, with the place there."""

    name: str
    title: str
    page: str
    anchor: str = ""
    task: Node | None = None

    @property
    def snippet(self) -> str:
        """The snippet's name."""
        return f"{FOLDER}{self.name}"

    @property
    def uri(self) -> str:
        """The source that the lab's page pretends to have."""
        return f"{FOLDER}{self.name}.md"

    @property
    def file(self) -> str:
        """The notebook, below the site's root."""
        return f"{FOLDER}{self.name}/{self.name}.ipynb"

    def front(self) -> str:
        """The page's source: what MkDocs must know before the lab is there."""
        end = "" if self.title.endswith(("?", "!", ".")) else "."
        about = f"A PyTorch exercise to fill in and to check on your own machine. {self.title}{end}"
        kept = "hide: [toc]\nsearch: {boost: 0.4}"
        return f"---\ntitle: {_yaml(self.title)}\ndescription: {_yaml(about)}\n{kept}\n---\n"


def labs_of(book: Book) -> list[Lab]:
    """The labs that pages use, in the order of the pages."""
    found: dict[str, Lab] = {}
    for uri, page in book.pages.items():
        root = tree(page)
        for name in page.snippets():
            if name.startswith(FOLDER) and name in book.stories and _fills(book, name):
                node = next((n for n in _exercises(root) if FOLDER + n.argument == name), None)
                short = name.removeprefix(FOLDER)
                anchor = f"exercise-{short}" if node else ""
                lab = Lab(short, title(book.stories[name].text), uri, anchor, node)
                if short not in found or (node and not found[short].task):
                    found[short] = lab
    return list(found.values())


def _fills(book: Book, name: str) -> bool:
    """Whether a snippet has what a reader fills in, and what checks it."""
    cells = re.findall(r"^# %% (\S+)", book.stories[name].text, re.MULTILINE)
    return {"start", "check"} <= set(cells)


def _exercises(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            if child.name == "exercise":
                yield child
            yield from _exercises(child)


def title(text: str) -> str:
    """A lab's title, from its docstring."""
    try:
        said = ast.get_docstring(ast.parse(text)) or "A lab"
    except SyntaxError:  # the build says so
        said = "A lab"
    first = re.sub(r"^Lab:\s*", "", said.strip().split("\n")[0]).rstrip(".")
    return first[:1].upper() + first[1:]


def _yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sheet(book: Book, lab: Lab, places: Places, *, whole: bool = False) -> Notebook:
    """The lab's notebook; raises ValueError where its snippet did not run.

    Links are relative to the notebook's place in the site, or with `whole` absolute where the
    site's address is known.
    """

    def link(path: str) -> str:
        path = places.urls.get(path, path)
        return (places.link if whole else places.relative)(path, lab.file)

    plain = Plain(book, lab.page, link)
    run = plain.run(lab.snippet)
    source = f"{link(lab.page)}{f'#{lab.anchor}' if lab.anchor else ''}"
    page = f"[{book.pages[lab.page].title}]({source})"
    task = plain.words(task_of(lab.task)) if lab.task else ""
    start, check = run.cell("start"), run.cell("check")
    return notebook(
        [
            markdown(f"# {lab.title}\n\nAn exercise of the page {page}.\n\n{task}".strip(), "task"),
            code(start["source"], "start"),
            code("# Your code\n", "your-code"),
            markdown(
                "## Check\n\nRun this cell when you are done; "
                "it names the first thing that is missing.",
                "about-check",
            ),
            code(check["source"], "check"),
            markdown(f"Hints and a solution: {page}.", "back"),
        ]
    )


def page_html(book: Book, lab: Lab, places: Places, kept: MutableMapping[str, str]) -> str:
    """The lab as a part of a page, with its formulas marked for the site's own typesetting."""
    try:
        made = sheet(book, lab, places)
    except (LiveError, ValueError) as error:
        if not book.errors:  # else the build has said so, and somebody watches it
            raise
        return failure_html(f"{lab.snippet}.py", str(error), "")
    versions = {name: installed().get(name) for name in RENDERERS}
    key = digest([dump(made), versions, Path(__file__).read_text(encoding="utf-8")])
    if key not in kept:
        kept[key] = _clean(_drawn(made))
    return str(kept[key])


def _drawn(made: Notebook) -> str:
    """What mkdocs-jupyter makes of a notebook, by its own converter."""
    with tempfile.TemporaryDirectory(prefix="livecells-lab-") as folder:
        # A reader's or author's own Jupyter settings must not change a page.
        before = os.environ.get("JUPYTER_CONFIG_DIR")
        os.environ["JUPYTER_CONFIG_DIR"] = folder
        try:
            from mkdocs_jupyter.convert import nb2html

            logging.getLogger("mkdocs.mkdocs-jupyter").setLevel(logging.WARNING)

            path = Path(folder) / "lab.ipynb"
            path.write_text(dump(made), encoding="utf-8")
            return str(
                nb2html(
                    str(path),
                    execute=False,
                    allow_errors=False,
                    highlight_extra_classes="highlight",
                    custom_mathjax_url="",
                )
            )
        finally:
            if before is None:
                del os.environ["JUPYTER_CONFIG_DIR"]
            else:
                os.environ["JUPYTER_CONFIG_DIR"] = before


def _clean(drawn: str) -> str:
    """Without scripts, style sheets and what only they use; code as the rest of the site has it."""
    body = DROPPED.sub("", drawn)
    body = CODE.sub(r'<div class="highlight"><pre><span></span><code>\1\n</code></pre>', body)
    body = ANCHOR.sub(r'<a class="headerlink" \1 title="Permanent link">', body)
    return FORMULA.sub(_formula, body).strip()


def _formula(match: re.Match[str]) -> str:
    display, inline = match["display"], match["inline"]
    if display is None and inline is None:
        return match[0]
    tex = html.escape(html.unescape(display or inline).strip(), quote=False)
    inner = f"\\[{tex}\\]" if display else f"\\({tex}\\)"
    return f'<span class="arithmatex">{inner}</span>'


def listed(labs: list[Lab], book: Book, places: Places) -> str:
    """The list of all labs as Markdown of the page `labs/index.md`, by the pages they belong to."""
    index, lines = f"{FOLDER}index.md", list[str]()
    for page in dict.fromkeys(lab.page for lab in labs):
        seen = places.relative(page, index)
        lines += ["", f"## [{book.pages[page].title}]({seen})", ""]
        for lab in labs:
            if lab.page == page:
                at = f"{seen}#{lab.anchor}" if lab.anchor else seen
                link = places.relative(lab.uri, index)
                lines.append(f"- [{lab.title}]({link}), [exercise]({at})")
    return "\n".join(lines).strip() + "\n"
