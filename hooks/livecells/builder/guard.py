"""Errors of a page, kept until all of a build are known."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from livecells.errors import LiveError, PageError, Place


@contextlib.contextmanager
def guard(errors: list[LiveError], place: Place) -> Iterator[None]:
    """Put what is raised inside into `errors`, with the line of the page."""
    try:
        yield
    except ValueError as error:
        errors.append(PageError(str(error), [place]))
    except LiveError as error:
        errors.append(PageError(error.message, [place, *error.places], error.detail))
