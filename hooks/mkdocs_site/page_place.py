"""Where a page stands in its part of the lessons or among the labs, and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from livecells.builder.labs import Lab
from livecells.export.downloads import Downloads


@dataclass(frozen=True)
class Neighbour:
    """A page that another leads to: its title, and its address below the site's root."""

    title: str
    url: str
    description: str = ""
    minutes: str = ""


@dataclass(frozen=True)
class Part:
    """The lessons of one section of the navigation; each part is numbered by itself."""

    title: str
    lessons: Sequence[Neighbour]


@dataclass(frozen=True)
class Place:
    """The place of a page.

    Attributes:
        parts: The lessons of the site in the order of the navigation, whatever the page.
        kind: `lesson`, `lab`, or nothing where it is neither.
        part: The title of the lesson's part, where there are several.
        number: The number in its part, or among the labs, from 1.
        total: How many there are.
        up: The page that lists all of its kind; None where that is the first page.
        before: The one before it, if there is one.
        after: The one that comes next, if there is one.
        url: The address of the page.
    """

    parts: Sequence[Part]
    url: str
    kind: str = ""
    part: str = ""
    number: int = 0
    total: int = 0
    up: Neighbour | None = None
    before: Neighbour | None = None
    after: Neighbour | None = None

    def numbered(self, html: str) -> str:
        """The list of pages as the theme made it, with its number before each lesson's title."""
        for number, lesson in (pair for one in self.parts for pair in enumerate(one.lessons, 1)):
            href = re.escape(get_relative_url(lesson.url, self.url))
            link = re.compile(
                rf'(<a href="{href}" class="md-nav__link[^"]*">\s*<span class="md-ellipsis">\s*)'
            )
            html = link.sub(rf'\g<1><span class="lc-page-number">{number}</span> ', html)
        return html


def place_of(page: Page, pages: Sequence[Page], downloads: Downloads) -> Place:
    """Where a page stands.

    Args:
        page: The page.
        pages: The pages of the site in the order of the navigation.
        downloads: The downloads of the site, which know its labs.
    """
    lessons = [p for p in pages if downloads.options.is_lesson(p.file.src_uri)]
    parts = _parts(lessons)
    if page in lessons:
        inside = next(one for one in _sections(lessons) if page in one)
        title = _title(page) if len(parts) > 1 else ""
        at, total = inside.index(page) + 1, len(inside)
        place = Place(parts, page.url, "lesson", title, at, total)
        return _between(place, [_page(p) for p in lessons], lessons.index(page))
    labs = {uri: _lab(lab, downloads) for uri, lab in downloads.labs_in_order().items()}
    if page.file.src_uri not in labs:
        return Place(parts, page.url)
    at = list(labs).index(page.file.src_uri)
    home = f"{downloads.options.lab('index')}.md"
    up = next((_page(p) for p in pages if p.file.src_uri == home), None)
    place = Place(parts, page.url, "lab", "", at + 1, len(labs), up)
    return _between(place, list(labs.values()), at)


def _between(place: Place, all_of: Sequence[Neighbour], at: int) -> Place:
    """A place with its neighbours, across the borders of parts."""
    before = all_of[at - 1] if at else None
    after = all_of[at + 1] if at + 1 < len(all_of) else None
    return replace(place, before=before, after=after)


def _sections(lessons: Sequence[Page]) -> list[list[Page]]:
    return [list(group) for _, group in groupby(lessons, _title)]


def _parts(lessons: Sequence[Page]) -> tuple[Part, ...]:
    return tuple(Part(_title(one[0]), [_page(p) for p in one]) for one in _sections(lessons))


def _title(page: Page) -> str:
    """The title of the section of the navigation that a page stands in."""
    above = list(page.ancestors)
    return str(above[-1].title) if above else ""


def _page(page: Page) -> Neighbour:
    meta = page.meta or {}
    return Neighbour(
        str(page.title or ""),
        page.url,
        str(meta.get("description", "")),
        str(meta.get("minutes", "")),
    )


def _lab(lab: Lab, downloads: Downloads) -> Neighbour:
    return Neighbour(lab.title, downloads.places.urls[lab.uri])
