"""The exception tree of livecells.

    LiveError
    |- SnippetError     a snippet file is malformed: marker, option, name, syntax
    |- PageError        a page asks for something that is malformed or does not exist
    |- RunError         a cell did not do what it must: raised, did not raise, died, ran too long
    |- BuildFailed      every error of a build, in one list

Each message names the places that a reader has to open: `page.md:line` and `snippet.py:line`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file; `path` as people write it, `line` counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class LiveError(Exception):
    """Base of all errors of livecells.

    Args:
        message: What is wrong, in one line.
        places: Where to look, the most useful first.
        detail: More lines, such as a traceback.
    """

    def __init__(self, message: str, places: Iterable[Place] = (), detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.places = tuple(places)
        self.detail = detail

    def __str__(self) -> str:
        first = f"{self.places[0]}: {self.message}" if self.places else self.message
        others = [f"  see {place}" for place in self.places[1:]]
        return "\n".join([first, *others, *([self.detail.rstrip()] if self.detail else [])])


class SnippetError(LiveError):
    """A snippet file that cannot be read as named cells."""


class PageError(LiveError):
    """A page that asks for something malformed, or for something that does not exist."""


class RunError(LiveError):
    """A cell that did not do what it must."""


class BuildFailed(LiveError):  # noqa: N818 - the outcome of a build, not one error
    """All errors of one build; the attribute `errors` has each of them."""

    def __init__(self, errors: Sequence[LiveError]) -> None:
        self.errors = tuple(errors)
        count = f"{len(errors)} error" + ("s" if len(errors) != 1 else "")
        listing = "\n".join(_numbered(n, error) for n, error in enumerate(errors, start=1))
        super().__init__(f"{count} in the live pages", detail=listing)


def _numbered(number: int, error: LiveError) -> str:
    return f"  {number}. " + str(error).replace("\n", "\n     ")


def unknown(what: str, name: str, known: list[str]) -> str:
    """The message for a name that does not exist, with the nearest names that do.

    Args:
        what: What kind of thing was named, as in `cell option`.
        name: The name that does not exist.
        known: All names that do.
    """
    import difflib  # only an error needs it

    near = difflib.get_close_matches(name, known, n=3)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else f"there is {', '.join(known) or 'none'}"
    )
    return f"unknown {what}: {name!r} ({hint})"
