"""What a build knows, kept so that a part of its work can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from livecells.builder.snippets import SnippetState


@contextmanager
def undone_if(
    failed: Callable[[], bool], tables: Sequence[dict[Any, Any]], lists: Sequence[list[Any]]
) -> Iterator[None]:
    """Take back what is changed inside, where that raises or has failed in the end.

    Args:
        failed: Tells whether it has.
        tables: What the build knows; the states of snippets in it are kept as well.
        lists: More of it.
    """
    before = [dict(table) for table in tables], [list(one) for one in lists]
    inside = [(s, _fields(s)) for t in tables for s in t.values() if isinstance(s, SnippetState)]
    good = False
    try:
        yield
        good = not failed()
    finally:
        if not good:
            for table, known in zip(tables, before[0], strict=True):
                table.clear()
                table.update(known)
            for one, rows in zip(lists, before[1], strict=True):
                one[:] = rows
            for state, fields in inside:
                vars(state).update(fields)


def _fields(state: SnippetState) -> dict[str, Any]:
    """All that is known of a snippet; what is added to it later is in no part of this."""
    return {**vars(state), "queries": dict(state.queries), "users": list(state.users)}
