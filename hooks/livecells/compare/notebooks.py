"""What changed between two runs of a snippet, number by number.

An executed notebook (ours, or any of nbformat 4) becomes a list of `Cell`s, whose `Record`s hold
what `normalize` leaves of each output. Cells are matched by name, records by what they are, texts
by `tolerance`. A cell states its own `rtol` and `atol` in its marker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from livecells.compare import svg_outline
from livecells.compare.records import EXACT, SVG, VALUES, Cell, load
from livecells.compare.tolerance import Tolerance, change, changed_lines, same
from livecells.errors import LiveError

EXCERPT = 24
WIDEST = 160


@dataclass(frozen=True)
class Difference:
    """One change; `before` or `after` is None where there was nothing.

    `note` and `excerpt` say it to people: in words, and as the lines that changed.
    """

    snippet: str
    cell: str
    what: str
    before: str | None
    after: str | None
    note: str = ""
    excerpt: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.snippet}, cell {self.cell}" if self.cell else self.snippet
        lines = [f"{place}: {self.what}", *filter(None, [self.note]), *_cropped(self.excerpt)]
        return "\n  ".join(lines)


def _cropped(lines: Sequence[str]) -> Iterator[str]:
    """As much as can be read; the notebooks have the rest."""
    for line in lines[:EXCERPT]:
        yield line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"
    if len(lines) > EXCERPT:
        yield f"... and {len(lines) - EXCERPT} more lines"


# Comparing ----------------------------------------------------------------------------------------


def compare(
    snippet: str, before: Sequence[Cell], after: Sequence[Cell], tolerance: Tolerance | None = None
) -> list[Difference]:
    """All differences between two runs of a snippet.

    Args:
        snippet: Its name, for the differences.
        before: The cells of the older run.
        after: The cells of the newer run.
        tolerance: For cells that state none.
    """
    tolerance = tolerance or Tolerance()
    old, new = {cell.name: cell for cell in before}, {cell.name: cell for cell in after}
    renamed = dict(_renamed(old, new, tolerance))
    found: list[Difference] = []
    for name, cell in old.items():
        if name in new:
            found.extend(_in_cell(snippet, cell, new[name], tolerance))
        elif name in renamed:
            note = f"renamed to {renamed[name]}; its outputs are the same"
            found.append(Difference(snippet, name, "cell renamed", name, renamed[name], note))
        else:
            found.append(_one_sided(snippet, name, "cell removed", _whole(cell), None))
    for name, cell in new.items():
        if name not in old and name not in renamed.values():
            found.append(_one_sided(snippet, name, "cell added", None, _whole(cell)))
    found.extend(_order(snippet, "", "order of the cells", list(old), list(new)))
    return found


def _whole(cell: Cell) -> str:
    return "\n".join(record.text for record in cell.records)


def _renamed(
    old: dict[str, Cell], new: dict[str, Cell], tolerance: Tolerance
) -> Iterator[tuple[str, str]]:
    """Cells that are gone, each with a new one that says the same; those that say nothing apart."""
    left = [cell for name, cell in new.items() if name not in old]
    for name, cell in old.items():
        if name in new or not cell.records:
            continue
        for other in left:
            if other.records and not list(_in_cell("", cell, other, tolerance)):
                left.remove(other)
                yield name, other.name
                break


def _in_cell(snippet: str, before: Cell, after: Cell, tolerance: Tolerance) -> Iterator[Difference]:
    tolerance = tolerance.with_options(after.rtol, after.atol)
    old = {record.what: record.text for record in before.records}
    new = {record.what: record.text for record in after.records}
    for what, text in old.items():
        if what not in new:
            yield _one_sided(snippet, after.name, f"{what} removed", text, None)
        else:
            yield from _in_text(snippet, after.name, what, text, new[what], tolerance)
    for what, text in new.items():
        if what not in old:
            yield _one_sided(snippet, after.name, f"{what} added", None, text)
    if after.name != VALUES:
        yield from _order(snippet, after.name, "order of the outputs", list(old), list(new))


def _in_text(
    snippet: str, cell: str, what: str, before: str, after: str, tolerance: Tolerance
) -> Iterator[Difference]:
    if before == after:
        return
    if SVG in what:
        tolerance = tolerance.for_figure(svg_outline.size(after))
    elif any(f" {mime}" in what for mime in EXACT):
        yield Difference(snippet, cell, what, before, after, "", (f"- {before}", f"+ {after}"))
        return
    if not same(before, after, tolerance):
        excerpt = tuple(changed_lines(before, after, tolerance))
        note = change(before, after, tolerance)
        yield Difference(snippet, cell, what, before, after, note, excerpt)


def _one_sided(
    snippet: str, cell: str, what: str, before: str | None, after: str | None
) -> Difference:
    gone = [f"- {line}" for line in (before or "").split("\n") if line]
    come = [f"+ {line}" for line in (after or "").split("\n") if line]
    return Difference(snippet, cell, what, before, after, "", (*gone, *come))


def _order(
    snippet: str, cell: str, what: str, old: list[str], new: list[str]
) -> Iterator[Difference]:
    """A difference where what both sides have stands in another order."""
    before = [name for name in old if name in new]
    after = [name for name in new if name in old]
    if before != after:
        texts = ", ".join(before), ", ".join(after)
        excerpt = (f"- {texts[0]}", f"+ {texts[1]}")
        yield Difference(snippet, cell, f"{what} changed", *texts, "", excerpt)


def compare_folders(
    before: Path, after: Path, tolerance: Tolerance | None = None
) -> list[Difference]:
    """Compare all notebooks of two folders, by their path in them.

    Args:
        before: The folder of the older runs.
        after: The folder of the newer runs.
        tolerance: For cells that state none.

    Raises:
        LiveError: A folder is missing, a file is no notebook, or there is no notebook at all.
    """
    names = sorted(_notebooks(before) | _notebooks(after))
    if not names:
        raise LiveError(f"no notebooks in {before} and {after}")
    return [found for name in names for found in _in_file(name, before, after, tolerance)]


def _in_file(
    name: str, before: Path, after: Path, tolerance: Tolerance | None
) -> Iterator[Difference]:
    old, new = before / name, after / name
    if not new.is_file():
        yield Difference(name, "", "file removed", str(old), None, f"there is no {new}")
    elif not old.is_file():
        yield Difference(name, "", "file added", None, str(new), f"there is no {old}")
    else:
        yield from compare(name, load(old), load(new), tolerance)


def _notebooks(folder: Path) -> set[str]:
    if not folder.is_dir():
        raise LiveError(f"{folder}: no such folder")
    paths = (path.relative_to(folder) for path in folder.rglob("*.ipynb"))
    return {path.as_posix() for path in paths if ".ipynb_checkpoints" not in path.parts}


def report(differences: Sequence[Difference]) -> str:
    """All differences for people, with a count at the end."""
    if not differences:
        return "no differences"
    files = len({difference.snippet for difference in differences})
    count = f"{len(differences)} difference{'s'[: len(differences) > 1]}"
    blocks = "\n\n".join(map(str, differences))
    return f"{blocks}\n\n{count} in {files} file{'s'[: files > 1]}"
