"""Labs: which there are, and the pages that use them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from livecells.blocks.parser import Block
from livecells.builder.places import Places
from livecells.builder.results import Results
from livecells.errors import PageError, Place
from livecells.parsed import parsed

FACTS = re.compile(r"^Level: (\w+)\. Minutes: (\d+)\.$", re.MULTILINE)
OTHERS = re.compile(r"^Other numbers\b.*$", re.MULTILINE)
OTHER = re.compile(r"^Other numbers: (\w+ = .+)$", re.MULTILINE)


@dataclass(frozen=True)
class LabFacts:
    """What the docstring of a lab says of it: `Level: core. Minutes: 8.`, `Other numbers: x = 2.0`.

    Attributes:
        level: How far it leads, such as core, more or deep.
        minutes: How long it takes, about.
        other: Lines that take the place of those of its start that give the same names.
    """

    level: str = ""
    minutes: int = 0
    other: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The level and the time in a few words; nothing where they are not said."""
        return f"{self.level}, about {self.minutes} minutes" if self.level else ""

    def renumbered(self, start: str) -> str:
        """The start of the lab with its other numbers.

        Raises:
            ValueError: The start gives no such name.
        """
        for line in self.other:
            name = line.split(" = ")[0]
            to = line.replace("\\", r"\\")
            start, found = re.subn(rf"^{name} = .*$", to, start, flags=re.MULTILINE)
            if found != 1:
                raise ValueError(f"Other numbers: {line}: its start has {found} lines `{name} = `")
        return start


def facts(text: str) -> LabFacts:
    """What the docstring of a lab's snippet says of the lab."""
    said = FACTS.search(_docstring(text))
    other = tuple(OTHER.findall(_docstring(text)))
    return LabFacts(said[1], int(said[2]), other) if said else LabFacts(other=other)


@dataclass(frozen=True)
class Lab:
    """One lab.

    Attributes:
        snippet: The name of its snippet.
        title: Its name: that of the exercise where a page has one.
        page: The first page that uses it.
        anchor: The place of the exercise there.
        task: The exercise.
        facts: What the docstring of its snippet says of it.
    """

    snippet: str
    title: str
    page: str
    anchor: str = ""
    task: Block | None = None
    facts: LabFacts = field(default_factory=lambda: LabFacts())

    @property
    def other_file(self) -> str:
        """The notebook with its other numbers, below the site's root."""
        return f"{self.snippet}/{PurePosixPath(self.snippet).name}-other-numbers.ipynb"

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
                text = build.snippets[name].text
                lab = Lab(name, _name(block) or title(text), uri, anchor, block, facts(text))
                if name not in found or (block and not found[name].task):
                    found[name] = lab
    return list(found.values())


def other_faults(build: Results, labs: Iterable[Lab]) -> Iterator[PageError]:
    """What is wrong with the other numbers of labs, each with its line in the lab's snippet."""
    for lab in labs:
        state = build.snippets[lab.snippet]
        start = _start(state.text)
        for said in OTHERS.finditer(_docstring(state.text)):
            why = _other_fault(said[0], start)
            if why:
                rows = state.text.split("\n")
                line = next((n for n, row in enumerate(rows, start=1) if said[0] in row), 1)
                yield PageError(f"{said[0]!r}: {why}", [Place(state.shown, line)])


def _other_fault(said: str, start: str) -> str:
    """What is wrong with one line of other numbers; nothing where it can be used."""
    match = OTHER.fullmatch(said)
    if match is None:
        return "write `Other numbers: name = value`, one line for each name"
    try:
        parsed(match[1])
    except (SyntaxError, ValueError):
        return f"`{match[1]}` is no Python"
    name = match[1].split(" = ")[0]
    try:
        other = LabFacts(other=(match[1],)).renumbered(start)
    except ValueError:
        return f"the cell `start` must have one line that begins with `{name} = `"
    if other == start:
        return "these are the numbers that the cell `start` has"
    try:
        parsed(other)
    except (SyntaxError, ValueError):
        return f"`{name} = ` must stand on one line of the cell `start`, with all of its value"
    return ""


def _start(text: str) -> str:
    """The source of the cell `start` of a lab."""
    cells = re.split(r"^# %% ?", text, flags=re.MULTILINE)
    found = (cell.partition("\n")[2] for cell in cells if re.match(r"start(?!\S)", cell))
    return next(found, "")


def _fills(build: Results, name: str) -> bool:
    """Whether a snippet has what a reader fills in, and what checks it."""
    cells = re.findall(r"^# %% (\S+)", build.snippets[name].text, re.MULTILINE)
    return {"start", "check"} <= set(cells)


def _name(block: Block | None) -> str:
    """The title of an exercise; nothing where it has none, or one with a value of a run."""
    said = str(block.options.get("title") or "") if block else ""
    return "" if "[[" in said else said


def _docstring(text: str) -> str:
    try:
        return ast.get_docstring(parsed(text)) or ""
    except SyntaxError:  # the build says so
        return ""


def title(text: str) -> str:
    """A lab's title, from its docstring."""
    said = _docstring(text) or "A lab"
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
                lines.append(_line(lab, link, at))
    return "\n".join(lines).strip() + "\n"


def _line(lab: Lab, link: str, exercise: str) -> str:
    """One lab of the list: its name, how long it takes, where its hints are."""
    about = f" ({lab.facts.words})" if lab.facts.words else ""
    more = ", with other numbers" if lab.facts.other else ""
    return f"- [{lab.title}]({link}){about}, [hints and solution]({exercise}){more}"
