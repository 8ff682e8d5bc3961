"""What pages ask of files that `livecells run --twice` runs: values differ between runs, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from livecells.cli.project import Project
from livecells.errors import LiveError, Place, RunError
from livecells.notebook.executed import GRAPH, NAMED, Query
from livecells.run.job import Result

Asked = Mapping[Query, Place]
DIFFERS = (
    "the value `{}` was something else when the snippet ran again: {}, then {}; set the seeds in a"
    " cell, sort sets, and show no clocks"
)


def asked_by_pages(docs: Path, snippets: Path) -> dict[str, Asked]:
    """The values that pages show, by the absolute path of the snippet; none where no pages are."""
    if not (docs.is_dir() and snippets.is_dir()):
        return {}
    states = Project(docs, snippets, Path(), Path()).build.snippets.values()
    return {str(state.file.absolute()): _values(state.queries) for state in states}


def _values(queries: Asked) -> Asked:
    return {q: place for q, place in queries.items() if q.spec not in (GRAPH, NAMED)}


def differing_values(first: Result, again: Result, asked: Asked) -> Iterator[LiveError]:
    """The values that two runs of a file give differently, each at its place in a page."""
    before, after = first.run.info["values"], again.run.info["values"]
    for query in first.job.queries:
        one, other = before.get(query.key), after.get(query.key)
        if one != other:
            texts = [_text(answer) for answer in (one, other)]
            yield RunError(DIFFERS.format(query.expression, *texts), [asked[query]])


def _text(answer: object) -> str:
    parts = list(answer.values()) if isinstance(answer, dict) else [answer]
    text = repr(parts[0] if len(parts) == 1 else parts)
    return text if len(text) <= 60 else f"{text[:57]}..."
