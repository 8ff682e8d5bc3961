"""Values of the options in cell markers that nobody could use, and files that cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from livecells.errors import LiveError, Place, SnippetError
from livecells.notebook.percent import Snippet, parse, read

MARKER = re.compile(r"\s*#\s*%%")
UNREAD = "incorrectly_encoded_metadata"  # what jupytext makes of options that it cannot read
OURS = re.compile(r"(?:^|\s)(timeout|raises|tags|data)=")


def _is_time(value: object) -> bool:
    """Whether it is a number of seconds; one in quotes will do."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return 0 < float(value) < math.inf
    except (ValueError, OverflowError):
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


FORMS: dict[str, tuple[Callable[[object], bool], str]] = {
    "timeout": (_is_time, "seconds above 0, as in timeout=30"),
    "raises": (_is_text, 'a text, as in raises="ValueError: no"'),
    "tags": (_are_texts, 'a list of texts, as in tags=["raises-exception"]'),
    "data": (
        lambda value: _is_text(value) or _are_texts(value),
        'the name of a file or a list of names, as in data="numbers.bin"',
    ),
}


def wrong_value(option: str, value: object) -> str:
    """What is wrong with the value of an option, in words, or nothing."""
    if option == UNREAD:
        found = OURS.search(str(value))
        return f"the options of the cell cannot be read: {value!s}" if found else ""
    fits, form = FORMS.get(option, (None, ""))
    if fits is None or value is None or fits(value):
        return ""
    return f"cell option {option} must be {form}, not {value!r}"


def wrong_values(snippet: Snippet) -> Iterator[SnippetError]:
    """An error for each option of a cell of code that has a value which nobody could use."""
    for cell in snippet.code:
        for option, value in cell.options.items():
            message = wrong_value(option, value)
            if message:
                yield SnippetError(message, [snippet.place(cell.marker)])


def read_or_say(path: Path | str, label: str | None = None, shown: str | None = None) -> Snippet:
    """As `percent.read`, but whatever stands in the way has its place in the file.

    Raises:
        LiveError: The file cannot be read, or not as cells.
    """
    try:
        _refuse_devices(Path(path), str(shown or path))
        return read(path, label, shown)
    except LiveError:
        raise
    except OSError as error:
        raise LiveError(f"{shown or path}: {_unreadable(error)}") from None
    except Exception as error:  # of whoever reads the format, with a file that nobody foresaw
        why = str(error).partition("\n")[0]
        message = f"the cells cannot be read: {type(error).__name__}: {why}"
        raise SnippetError(message, [Place(str(shown or path), _line_at_fault(path))]) from None


def _refuse_devices(path: Path, shown: str) -> None:
    """A device has no end, as /dev/zero, or is no text."""
    if path.is_char_device() or path.is_block_device():
        raise LiveError(f"{shown}: this is a device; name a file")


def _unreadable(error: OSError) -> str:
    """What is wrong with a file that cannot be read, and what would help."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check its name, and the folder that you run this in"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name the files in it"
    return f"it cannot be read: {error.strerror or error}"


def _line_at_fault(path: Path | str) -> int:
    """The first line that alone is enough to raise, or the first line of all."""
    lines = Path(path).read_text("utf-8", "replace").split("\n")
    for number, line in enumerate(lines, start=1):
        if MARKER.match(line) or "\0" in line:
            try:
                parse(f"{line}\n1\n", "line.py", "line.py")
            except Exception:
                return number
    return 1
