"""Labs: which there are, and the pages that use them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from livecells.blocks.parser import Block
from livecells.builder.places import Places
from livecells.builder.results import Results


@dataclass(frozen=True)
class Lab:
    """One lab: the name of its snippet, and the first page that uses it, with the place there."""

    snippet: str
    title: str
    page: str
    anchor: str = ""
    task: Block | None = None

    @property
    def uri(self) -> str:
        """The source that the lab's page pretends to have."""
        return f"{self.snippet}.md"

    @property
    def file(self) -> str:
        """The notebook, below the site's root."""
        return f"{self.snippet}/{PurePosixPath(self.snippet).name}.ipynb"

    def front(self, description: str) -> str:
        """The page's source: what MkDocs must know before the lab is there.

        Args:
            description: What the page's description says before the title.
        """
        end = "" if self.title.endswith(("?", "!", ".")) else "."
        about = f"{description} {self.title}{end}"
        kept = "hide: [toc]\nsearch: {boost: 0.4}"
        return f"---\ntitle: {_yaml(self.title)}\ndescription: {_yaml(about)}\n{kept}\n---\n"


def labs_of(build: Results) -> list[Lab]:
    """The labs that pages use, in the order of the pages."""
    found: dict[str, Lab] = {}
    options = build.options
    for uri, page in build.pages.items():
        exercises = [b for b in page.found.root.blocks() if b.name == "exercise"]
        for name in page.snippets():
            if options.is_lab(name) and name in build.snippets and _fills(build, name):
                block = next((b for b in exercises if options.lab(b.argument) == name), None)
                anchor = f"exercise-{block.argument}" if block else ""
                lab = Lab(name, title(build.snippets[name].text), uri, anchor, block)
                if name not in found or (block and not found[name].task):
                    found[name] = lab
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
    """The list of all labs as Markdown of their index page, by the pages they belong to."""
    index, lines = f"{build.options.lab('index')}.md", list[str]()
    for page in dict.fromkeys(lab.page for lab in labs):
        seen = places.relative(page, index)
        lines += ["", f"## [{build.pages[page].title}]({seen})", ""]
        for lab in labs:
            if lab.page == page:
                at = f"{seen}#{lab.anchor}" if lab.anchor else seen
                link = places.relative(lab.uri, index)
                lines.append(f"- [{lab.title}]({link}), [exercise]({at})")
    return "\n".join(lines).strip() + "\n"
