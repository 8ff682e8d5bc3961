"""Why no site could be built while somebody watches: told once, with the place of the fault."""

from __future__ import annotations

import logging
import os
import re
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import get_plugin_logger

from livecells.blocks.strict_yaml import row_of
from mkdocs_site.config import KEPT, inherited, line_of
from mkdocs_site.open_tabs import Fault

log = get_plugin_logger("live-site")

OPTION = re.compile(r"Config value '(\w+)': (?:Plugin '([^']+)' option '([^']+)')?")


class Told(logging.Handler):
    """Hears what MkDocs tells while it builds, and says where in the configuration a fault is.

    Args:
        file: The site's `mkdocs.yml`.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(logging.WARNING)
        self._file = file
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.messages.append(record.getMessage())

    def _placed(self, record: logging.LogRecord) -> bool:
        match = OPTION.match(record.getMessage())
        if match is not None:
            place = _place(self._file, [name for name in match.groups() if name])
            record.msg, record.args = f"{place}: {record.getMessage()}", ()
        return True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear all that is told inside."""
        everything, options = logging.getLogger("mkdocs"), logging.getLogger("mkdocs.config")
        everything.addHandler(self)
        options.addFilter(self._placed)
        try:
            yield
        finally:
            options.removeFilter(self._placed)
            everything.removeHandler(self)

    def faults(self, error: Exception) -> list[Fault]:
        """Why a build has failed; tells it too, where MkDocs has not.

        Args:
            error: What was raised.
        """
        cause = error.__context__ if isinstance(error, Abort) and error.__context__ else error
        if isinstance(cause, Abort):
            messages = self.messages or [str(cause)]
        else:
            messages = [self._words(cause)]
            if cause is error:
                log.error(messages[0])
        return [_fault(message) for message in messages]

    def _words(self, error: BaseException) -> str:
        if isinstance(error, MkDocsException):
            slip = error.__context__
            if isinstance(slip, yaml.YAMLError):
                return _not_yaml(slip, self._file)
            return str(error)
        if isinstance(error, yaml.YAMLError):
            return _not_yaml(error, self._file)
        return "".join(traceback.format_exception(error)).rstrip()


def _fault(message: str) -> Fault:
    first, *more = message.removesuffix(KEPT).rstrip().split("\n")
    if first.startswith("Traceback"):  # its last line says what it is
        return Fault(more[-1], "\n".join([first, *more]))
    return Fault(first, "\n".join(more))


def _place(file: Path, path: Sequence[str]) -> str:
    """Where the options of a site set one: its file and line."""
    for one in (file, *inherited(file)):
        for length in range(len(path), 0, -1):
            line = line_of(one, path[:length]) if one.is_file() else None
            if line:
                return f"{os.path.relpath(one)}:{line}"
    return os.path.relpath(file)


def _not_yaml(error: yaml.YAMLError, file: Path) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    named = Path(mark.name) if mark is not None and Path(mark.name).is_file() else file
    problem = getattr(error, "problem", None) or str(error)
    lines = named.read_text("utf-8", errors="replace").rstrip().count("\n") + 1
    line = min(row_of(error) + 1, lines)  # what is open at the end is not on the line behind it
    return f"{os.path.relpath(named)}:{line}: this is not YAML: {problem}"
