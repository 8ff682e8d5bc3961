"""Where a page stands among the lessons or the labs: its number and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
class Place:
    """The place of a page.

    Attributes:
        lessons: The lessons of the site in the order of the navigation, whatever the page.
        kind: `lesson`, `lab`, or nothing where it is neither.
        number: The number among those of its kind, from 1.
        total: How many there are.
        up: The page that lists all of its kind; None where that is the first page.
        before: The one before it, if there is one.
        after: The one that comes next, if there is one.
        url: The address of the page.
    """

    lessons: Sequence[Neighbour]
    url: str
    kind: str = ""
    number: int = 0
    total: int = 0
    up: Neighbour | None = None
    before: Neighbour | None = None
    after: Neighbour | None = None

    def numbered(self, html: str) -> str:
        """The list of pages as the theme made it, with its number before each lesson's title."""
        for number, lesson in enumerate(self.lessons, start=1):
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
    options = downloads.options
    lessons = {p.file.src_uri: _page(p) for p in pages if options.is_lesson(p.file.src_uri)}
    labs = {uri: _lab(lab, downloads) for uri, lab in downloads.labs_in_order().items()}
    shown = tuple(lessons.values())
    uri = page.file.src_uri
    for kind, found in (("lesson", lessons), ("lab", labs)):
        if uri in found:
            up = f"{options.lab('index')}.md" if kind == "lab" else ""
            known = next((_page(p) for p in pages if p.file.src_uri == up), None)
            at, all_of = list(found).index(uri), list(found.values())
            before = all_of[at - 1] if at else None
            after = all_of[at + 1] if at + 1 < len(found) else None
            return Place(shown, page.url, kind, at + 1, len(found), known, before, after)
    return Place(shown, page.url)


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
