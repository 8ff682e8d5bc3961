"""The HTML of pages from build to build: one is made again only where something of it changed."""

from __future__ import annotations

import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from livecells.store.digest import slug_of
from mkdocs_site.inputs import Unknown
from mkdocs_site.page_parts import PageParts, Parts, reason

if TYPE_CHECKING:
    from mkdocs_site.build import SiteBuild

NOTICES = "mkdocs.structure"  # whose log tells of bad links: who is told of one is told again
FEW = 3


class KeptPages:
    """The pages of one build that need not be made again.

    Use for each page `find`, and where that gives nothing, `put` once the page is made.

    Args:
        site: The build, with all pages read.
        config: MkDocs' own configuration.
        files: The files of the site.
    """

    def __init__(self, site: SiteBuild, config: MkDocsConfig, files: Files) -> None:
        self._site, self._files = site, files
        self._parts: PageParts | None = None
        self._open: Parts | None = None  # those of the page that is made now
        self._notices = _Notices()
        self._why: dict[str, list[str]] = defaultdict(list)
        self.has_found = False
        with contextlib.suppress(Unknown):  # told where a site is published
            self._parts = PageParts(site, config, files)

    @property
    def is_possible(self) -> bool:
        """Whether all that a page depends on is known."""
        return self._parts is not None

    def find(self, page: Page, markdown: str) -> bool:
        """Have a page show what is kept of it, where nothing of it has changed.

        Args:
            page: The page; where it is found, its `render` converts nothing.
            markdown: Its Markdown, as it would be converted.
        """
        self._open = None if self._parts is None else self._parts.of(page, markdown)
        kept = {} if self._open is None else self._site.kept.store.side(_name(page))
        self.has_found = bool(kept) and kept["parts"] == self._open
        if self.has_found:
            page.render = partial(_restore, page, kept)  # type: ignore[method-assign]
            self._put_back(page, kept)
            return True
        if kept and self._open is not None:
            self._why[reason(kept["parts"], self._open)].append(page.file.src_uri)
        vars(page).pop("render", None)  # of a build before, where this one makes it first
        self._notices.begin()
        self._site.kept.formulas.asked.clear()
        return False

    def _put_back(self, page: Page, kept: dict[str, Any]) -> None:
        """What a page gives beside its HTML."""
        for name, html in kept["beside"].items():
            self._site.reader.beside[page.file.src_uri, name] = html
        for key in kept["formulas"]:
            self._site.kept.formulas.get(key)  # else they would be forgotten

    def put(self, page: Page, html: str) -> None:
        """Keep a page that was made, where nothing had to be said of it."""
        told = self._notices.end()
        site = self._site
        if self._open is None or told or site.build.errors or not site.reader.alone:
            return
        made = {
            "parts": self._open,
            "html": html,
            "toc": [_token(item) for item in page.toc],
            "title": page._title_from_render,
            "anchors": sorted(page.present_anchor_ids or ()),
            "links": {to.src_uri: links for to, links in (page.links_to_anchors or {}).items()},
            "beside": {
                n: b for (uri, n), b in site.reader.beside.items() if uri == page.file.src_uri
            },
            "formulas": sorted(site.kept.formulas.asked),
        }
        site.kept.store.put_side(_name(page), made)

    def tell(self, say: Callable[[str], None]) -> None:
        """Say why pages that were kept were made again."""
        for why, uris in self._why.items():
            names = [uri.removesuffix(".md") for uri in uris]
            few = f"page{'s' * (len(names) > 1)} {', '.join(names)}"
            say(f"{few if len(names) <= FEW else f'{len(names)} pages'}: {why}")


class _Notices(logging.NullHandler):
    """Notes whether MkDocs has something to say of a page."""

    def begin(self) -> None:
        """Listen from now on."""
        self.end()
        self.told = False
        logging.getLogger(NOTICES).addHandler(self)

    def end(self) -> bool:
        """Listen no more; gives whether anything was said."""
        logging.getLogger(NOTICES).removeHandler(self)
        return self.told

    told = False

    def handle(self, record: logging.LogRecord) -> bool:
        del record
        self.told = True
        return True


def _name(page: Page) -> str:
    return f"page.{slug_of(page.file.src_uri)}"


def _token(item: AnchorLink) -> dict[str, Any]:
    """An entry of a table of contents, as MkDocs reads it."""
    children = [_token(child) for child in item.children]
    return {"name": item.title, "id": item.id, "level": item.level, "children": children}


def _restore(page: Page, kept: dict[str, Any], config: MkDocsConfig, files: Files) -> None:
    """In the place of `Page.render`."""
    del config
    page.content = kept["html"]
    page.toc = get_toc(kept["toc"])
    page._title_from_render = kept["title"]
    page.present_anchor_ids = set(kept["anchors"])
    found = {files.get_file_from_path(uri): links for uri, links in kept["links"].items()}
    page.links_to_anchors = {to: links for to, links in found.items() if to is not None}
