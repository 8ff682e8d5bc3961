"""The documented names that pages show, each with its pages."""

from __future__ import annotations

import contextlib
import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping

from livecells.builder.results import Results
from livecells.builder.snippets import cells_of
from livecells.notebook.schema import torch_names
from livecells.torch_api.table import addresses

Row = tuple[str, list[tuple[str, str]]]  # a name, and the (link, title) of each page that shows it


def used(build: Results, uri: str) -> list[str]:
    """The documented names in the code that a page shows, sorted, without those of its labs."""
    names: set[str] = set()
    for _, where in build.pages[uri].targets:
        run = build.run_of(where.snippet)
        if run is None:
            continue
        with contextlib.suppress(ValueError):  # a cell that is not there was named by the scan
            for cell in cells_of(build.snippet(where.snippet), where):
                names.update(use.name for use in torch_names(run.cell(cell)))
    return sorted(names & addresses().keys(), key=lambda name: (name.lower(), name))


def index(build: Results) -> Mapping[str, list[str]]:
    """The pages that show each name, in the order of the pages."""
    found: dict[str, list[str]] = defaultdict(list)
    for uri in build.pages:
        for name in used(build, uri):
            found[name].append(uri)
    return dict(sorted(found.items(), key=lambda item: (item[0].lower(), item[0])))


def rows(build: Results, seen_from: str) -> Iterator[Row]:
    """Each name with the pages that show it, as linked from the page `seen_from`."""
    here = posixpath.dirname(seen_from) or "."
    for name, uris in index(build).items():
        yield name, [(posixpath.relpath(uri, here), build.pages[uri].title) for uri in uris]
