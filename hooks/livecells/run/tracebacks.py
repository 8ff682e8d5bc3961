"""Tracebacks as a page shows them: the frames of the snippet, and no path of this machine."""

from __future__ import annotations

import linecache
import os
import re
import sysconfig
import traceback

from livecells.run.places import named, original


def shift_syntax_error(error: SyntaxError, offset: int) -> None:
    """Move the lines that a syntax error names from the cell's to the file's."""
    for name in ("lineno", "end_lineno"):
        line = getattr(error, name)
        if line is not None:
            setattr(error, name, line + offset)
    # Python looks for the text of some lines in the file, at the number they have in the cell.
    text = linecache.getline(error.filename or "", error.lineno or 0)
    error.text = text or error.text
    # The tuple that str() prints from is out of date.
    error.args = (
        error.msg,
        (
            error.filename,
            error.lineno,
            error.offset,
            error.text,
            error.end_lineno,
            error.end_offset,
        ),
    )


def message_of(error: BaseException) -> str:
    """`str(error)`, for errors whose `str` raises too."""
    try:
        return named(str(error))
    except Exception as failure:
        return f"<the error's own str() raised {type(failure).__name__}>"


def trimmed(error: BaseException, label: str, home: str) -> list[str]:
    """The lines of a traceback with only the author's frames.

    Args:
        error: What was raised.
        label: The file name under which the snippet was compiled.
        home: The folder of the snippet, with a separator at its end: the files in it are the
            author's too.
    """
    report = traceback.TracebackException.from_exception(error)
    _keep_own_frames(report, label, home)
    lines = "".join(report.format()).rstrip("\n").split("\n")
    return [portable(named(line)).replace(home, "") for line in lines]


def _keep_own_frames(report: traceback.TracebackException, label: str, home: str) -> None:
    own = [
        frame
        for frame in report.stack
        if frame.filename == label
        or (original(frame.filename).startswith(home) and not frame.filename.startswith(_ROOTS))
    ]
    report.stack = traceback.StackSummary.from_list(own)
    for linked in (report.__cause__, report.__context__):
        if linked is not None:
            _keep_own_frames(linked, label, home)


def _library_roots() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    return tuple(
        sorted(
            {paths[key] + os.sep for key in ("purelib", "platlib", "stdlib")}, key=len, reverse=True
        )
    )


_ROOTS = _library_roots()
FRAME = re.compile(r'^  File "(?P<file>[^"]+)", line \d+, in .*\n(?:    .*\n)*', re.MULTILINE)


def portable(text: str) -> str:
    """`text` without the folders in which this machine keeps its libraries."""
    for root in _ROOTS:
        text = text.replace(root, "")
    return text


def in_library(file: str) -> bool:
    """Whether a file is Python's own or belongs to something installed."""
    return file.startswith((*_ROOTS, "<frozen"))


def line_in(error: BaseException, label: str, fallback: int) -> int:
    """The line of the snippet at which an error was raised, the innermost frame's.

    Args:
        error: What was raised.
        label: The file name under which the snippet was compiled.
        fallback: The line where none of the frames is the snippet's.
    """
    if isinstance(error, SyntaxError) and error.filename == label and error.lineno:
        return error.lineno
    timed = "%%time" in linecache.getline(label, fallback)  # what stands below has its own lines
    lines = [
        frame.lineno if frame.filename == label else fallback + frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.lineno is not None
        and (frame.filename == label or (timed and frame.filename.startswith("<timed ")))
    ]
    return lines[-1] if lines else fallback


def quoted(text: str, label: str, home: str) -> str:
    """A warning's text; of the frames that it quotes, as in anomaly mode, only the snippet's.

    Args:
        text: The text.
        label: The file name under which the snippet was compiled.
        home: The folder of the snippet, with a separator at its end.
    """

    def own(found: re.Match[str]) -> str:
        mine = found["file"] == label or found["file"].startswith(home)
        return found[0].replace(home, "") if mine else ""

    return portable(FRAME.sub(own, text))
