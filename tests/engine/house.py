"""The rules of the engine's house, read from its source with `ast`.

A package imports only from floors below its own, whatever the form of the import: at the top of a
file, in a function or under TYPE_CHECKING. Files of one package may import each other, but not in a
circle. Each fault is one line that begins with the file to open.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ENGINE = "livecells"
# `__init__` holds the version and imports nothing: Python runs it before any other file.
FLOORS = (
    (
        "__init__",
        "errors",
        "installed",
        "source",
        "options",
        "sizes",
        "html_tree",
        "parsed",
        "below",
    ),
    ("record", "torch_api", "typeset"),
    ("notebook", "formula", "draw"),
    ("blocks", "run", "store", "compare", "browser"),
    ("builder", "pool", "publish"),
    ("render", "export", "cluster"),
    ("kinds",),
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
NOT_FOR_THE_ENGINE = ("mkdocs", "mkdocs_site", "live_site")
LINES = 300
LINES_OF = {f"{ENGINE}.formula.syntax.parser": 340}


@dataclass(frozen=True)
class Module:
    """A file of the engine; `name` has dots, and a package's ends in `.__init__`."""

    name: str
    path: Path
    text: str

    @property
    def room(self) -> str:
        """The package below `livecells`, or the file that stands beside the packages."""
        return room_of(self.name)

    @property
    def package(self) -> str:
        """What a relative import begins at."""
        return self.name.rpartition(".")[0]

    @property
    def docstring(self) -> str:
        return _parsed(self.text)[0]


@dataclass(frozen=True)
class Import:
    """One name that a file imports, as an absolute name with dots."""

    line: int
    name: str


@cache
def _parsed(text: str) -> tuple[str, tuple[ast.Import | ast.ImportFrom, ...]]:
    """The docstring of a file, and every import statement wherever it stands."""
    tree = ast.parse(text)
    found = (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))
    return ast.get_docstring(tree) or "", tuple(found)


def room_of(name: str) -> str:
    """`livecells.store.key` -> `store`."""
    return name.split(".")[1]


def modules(folder: Path) -> dict[str, Module]:
    """All files of the engine in `folder` (the one called `livecells`), by name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join((ENGINE, *path.relative_to(folder).with_suffix("").parts))
        found[name] = Module(name, path, path.read_text("utf-8"))
    return found


# ----- What a file imports -----


def imports(module: Module) -> Iterator[Import]:
    """Every name that a file imports."""
    for node in _parsed(module.text)[1]:
        base = f"{_base(module, node)}." if isinstance(node, ast.ImportFrom) else ""
        yield from (Import(node.lineno, f"{base}{alias.name}") for alias in node.names)


def _base(module: Module, node: ast.ImportFrom) -> str:
    """The absolute name behind `from`; each dot after the first goes one package up."""
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])


def resolve(name: str, house: dict[str, Module]) -> str | None:
    """The file that an imported name leads to: its own, or that of the module which holds it."""
    while name:
        for file in (name, f"{name}.__init__"):
            if file in house:
                return file
        name = name.rpartition(".")[0]
    return None


def arrows(module: Module, house: dict[str, Module]) -> Iterator[tuple[int, str]]:
    """The lines of a file that import another file of the engine, and which."""
    for each in imports(module):
        file = resolve(each.name, house)
        if file is not None and file != module.name:
            yield each.line, file


# ----- What is wrong -----


def faults(folder: Path) -> list[str]:
    """Everything in the engine's source that is against the rules, each with its place."""
    house = modules(folder)
    found = [*_circles(house)]
    for module in house.values():
        place = module.path.relative_to(folder).as_posix()
        for line, text in _faults_of(module, house):
            found.append(f"{place}:{line}: {text}")
    return sorted(found)


def _faults_of(module: Module, house: dict[str, Module]) -> Iterator[tuple[int, str]]:
    if module.room not in FLOOR_OF:
        yield 1, f"{module.room} stands on no floor: give it one in FLOORS"
        return
    yield from _upward(module, house)
    yield from _foreign(module)
    yield from _size(module)
    if module.name.endswith("__init__") and not module.docstring:
        yield 1, "a package without a docstring that says what it is for"


def _upward(module: Module, house: dict[str, Module]) -> Iterator[tuple[int, str]]:
    own = FLOOR_OF[module.room]
    for line, file in arrows(module, house):
        floor = FLOOR_OF.get(room_of(file), own)
        if room_of(file) != module.room and floor >= own:
            name = file.removesuffix(".__init__")
            yield line, f"floor {own} imports {name} of floor {floor}"


def _foreign(module: Module) -> Iterator[tuple[int, str]]:
    for each in imports(module):
        if each.name.partition(".")[0] in NOT_FOR_THE_ENGINE:
            yield each.line, f"the engine imports {each.name}"


def _size(module: Module) -> Iterator[tuple[int, str]]:
    lines, most = len(module.text.splitlines()), LINES_OF.get(module.name, LINES)
    if lines > most:
        yield most + 1, f"{lines} lines, and {most} are the most"


def _circles(house: dict[str, Module]) -> Iterator[str]:
    graph = {m.name: sorted({file for _, file in arrows(m, house)}) for m in house.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield "a circle of imports: " + " <- ".join(error.args[1])


# ----- The floors as a table for people -----


def table(folder: Path) -> str:
    """The floors from top to bottom, each room with the first line of its own docstring."""
    rows = ["| Floor | Package | What it is for |", "|---|---|---|"]
    for floor in reversed(range(len(FLOORS))):
        for room in FLOORS[floor]:
            rows += _row(floor, folder / room)
    return "\n".join(rows)


def _row(floor: int, room: Path) -> Iterator[str]:
    """The row of a room, or nothing where the house has none of that name yet."""
    shown = f"{room.name}/" if room.is_dir() else f"{room.name}.py"
    path = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    if path.is_file() and not room.name.startswith("__"):
        said, _ = _parsed(path.read_text("utf-8"))
        yield f"| {floor} | `{shown}` | {said.partition(chr(10))[0]} |"
