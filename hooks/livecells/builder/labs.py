"""Labs: which there are, and the pages that use them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from livecells.blocks.parser import Block
from livecells.builder.places import Places
from livecells.builder.results import Results

FOLDER = "labs/"


@dataclass(frozen=True)
class Lab:
    """One lab: `name` below `labs/`, and the first page that uses it, with the place there."""

    name: str
    title: str
    page: str
    anchor: str = ""
    task: Block | None = None

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


def labs_of(build: Results) -> list[Lab]:
    """The labs that pages use, in the order of the pages."""
    found: dict[str, Lab] = {}
    for uri, page in build.pages.items():
        exercises = [b for b in page.found.root.blocks() if b.name == "exercise"]
        for name in page.snippets():
            if name.startswith(FOLDER) and name in build.snippets and _fills(build, name):
                block = next((b for b in exercises if FOLDER + b.argument == name), None)
                short = name.removeprefix(FOLDER)
                anchor = f"exercise-{short}" if block else ""
                lab = Lab(short, title(build.snippets[name].text), uri, anchor, block)
                if short not in found or (block and not found[short].task):
                    found[short] = lab
    return list(found.values())


def _fills(build: Results, name: str) -> bool:
    """Whether a snippet has what a reader fills in, and what checks it."""
    cells = re.findall(r"^# %% (\S+)", build.snippets[name].text, re.MULTILINE)
    return {"start", "check"} <= set(cells)


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


def listed(labs: list[Lab], build: Results, places: Places) -> str:
    """The list of all labs as Markdown of the page `labs/index.md`, by the pages they belong to."""
    index, lines = f"{FOLDER}index.md", list[str]()
    for page in dict.fromkeys(lab.page for lab in labs):
        seen = places.relative(page, index)
        lines += ["", f"## [{build.pages[page].title}]({seen})", ""]
        for lab in labs:
            if lab.page == page:
                at = f"{seen}#{lab.anchor}" if lab.anchor else seen
                link = places.relative(lab.uri, index)
                lines.append(f"- [{lab.title}]({link}), [exercise]({at})")
    return "\n".join(lines).strip() + "\n"
