"""What `serve` watches, and what of it only a person writes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import is_markdown_file

from mkdocs_site.config import inherited

CLOCKS = 0.02  # seconds that the clock of the files may be behind


def watched(config: MkDocsConfig, snippets: Path) -> Iterator[str]:
    """What a change of makes a build necessary.

    Args:
        config: MkDocs' own configuration.
        snippets: The folder of the snippets.
    """
    yield config.docs_dir
    yield from config.watch
    yield str(snippets)
    yield from map(str, inherited(Path(config.config_file_path)))


def is_source(path: str, config: MkDocsConfig, snippets: Iterable[Path]) -> bool:
    """Whether a file is a page or a snippet, and so none that a run would write.

    Args:
        path: The file.
        config: MkDocs' own configuration.
        snippets: The files of the snippets that the site shows.
    """
    is_page = is_markdown_file(path) and Path(path).is_relative_to(os.path.abspath(config.docs_dir))
    return is_page or Path(path) in snippets


def files_of(path: str) -> Iterator[str]:
    """The files of a folder; or the file, if it is one.

    Args:
        path: The folder or file.
    """
    if os.path.isfile(path):
        yield path
    for folder, _, names in os.walk(path):
        yield from (os.path.join(folder, name) for name in names)


def saved_since(path: str, when: float) -> Iterator[str]:
    """The files of a folder, or the file, that were saved since then.

    Args:
        path: The folder or file.
        when: Seconds, as `time.time` counts them.
    """
    for file in files_of(path):
        with contextlib.suppress(FileNotFoundError):  # it is gone since
            if os.stat(file).st_mtime > when - CLOCKS:
                yield file
