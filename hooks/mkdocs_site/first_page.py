"""The pages that an edit is about, made before the whole site is built again.

They are made from all that the last build knows, and take the place of the pages that are served.
The build that follows makes everything anew, and what it gives is what counts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment
from mkdocs.commands.build import _populate_page, get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from livecells.builder.just_failed import JustFailed
from livecells.builder.recorded_runs import Executor
from livecells.html_tree import Tree
from livecells.publish import pages
from mkdocs_site.page_sources import content, in_two
from mkdocs_site.site_output import SiteOutput, are_finished

if TYPE_CHECKING:
    from mkdocs_site.build import SiteBuild

MOST = 2  # pages that are shown first: more of them would hold up all others


@dataclass(frozen=True)
class Host:
    """What MkDocs has made the pages of a build from."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment


@dataclass(frozen=True)
class Shown:
    """Pages that are fresh.

    Attributes:
        written: Their files in the site.
        left: The files that were saved too, and are in none of them yet.
    """

    written: list[Path]
    left: frozenset[str]


class FirstPages:
    """Makes pages anew from a build that has ended well; nothing else is done with it afterwards.

    Args:
        site: The build.
        host: What MkDocs knows of it.
        failed: Learns which runs fail.
        begun: Is called when runs have begun, and ends them if nobody waits for them any more.
    """

    def __init__(
        self, site: SiteBuild, host: Host, failed: JustFailed, begun: Callable[[], None]
    ) -> None:
        self._site, self._build, self._host = site, site.build, host
        self._failed, self._begun = failed, begun

    def make(self, changed: Set[str], seen: Sequence[str]) -> Iterator[Shown]:
        """Make what an edit is about, as far as that is pages and the snippets that they show.

        Pages that wait for no run come first: a run may take long, or not end.

        Args:
            changed: The files that were saved.
            seen: The addresses of pages that somebody looks at, below the site's root.

        Yields:
            What was written; nothing where the build that follows has to tell of errors.
        """
        edited = [page for page in self._pages() if page.file.abs_src_path in changed]
        names = [n for n, state in self._build.snippets.items() if str(state.file) in changed]
        users = self._users(names, seen)
        wanted = [*edited, *(page for page in users if page not in edited)][:MOST]
        if not 0 < len(edited) + len(names) <= MOST or not wanted or self._have_errors(wanted):
            return
        apart = [page for page in edited if page not in users]
        later = [page for page in wanted if page not in apart]
        files = frozenset(str(self._build.snippets[name].file) for name in names)
        for group, runs, left in ((apart, [], files), (later, names, frozenset[str]())):
            again = [page for page in group if page in edited]
            written = self._made(group, again, runs) if group else []
            if written:
                yield Shown(written, left)

    def _made(self, pages: list[Page], edited: list[Page], names: list[str]) -> list[Path]:
        known = len(self._build.errors)
        with self._build.undone_if(lambda: len(self._build.errors) > known):
            for name in names:
                self._build.run_again(name, self._start_runs)
            for page in edited:
                self._read_again(page)
            self._begun()
            made = [(page, self._html(page)) for page in pages]
            if len(self._build.errors) > known:
                return []
        return [self._written(page, html) for page, html in made]

    def _have_errors(self, pages: Sequence[Page]) -> bool:
        """Whether something is wrong already with some pages; an edit may mend it."""
        paths = {self._build.pages[page.file.src_uri].path for page in pages}
        errors = self._build.errors
        return any(not e.places or not paths.isdisjoint(p.path for p in e.places) for e in errors)

    def _start_runs(self, texts: Sequence[str]) -> Executor:
        return self._failed.noting(self._site.start_runs(texts))

    def _pages(self) -> Iterator[Page]:
        for file in self._host.files.documentation_pages():
            if file.page is not None and file.inclusion is not InclusionLevel.EXCLUDED:
                yield file.page

    def _users(self, names: Sequence[str], seen: Sequence[str]) -> list[Page]:
        """The pages that show snippets, those that somebody looks at first."""
        known = self._build.pages
        varied = {name.partition("~")[0] for name in self._build.varied.states}
        if varied & set(names):
            return []
        users = [p for p in self._pages() if set(known[p.file.src_uri].snippets()) & set(names)]
        return sorted(users, key=lambda page: page.url not in seen)

    def _read_again(self, page: Page) -> None:
        shown = self._site.shown(page.file)
        body, front = in_two(content(page.file, shown))
        start, lines = self._start_runs, front.count("\n")
        self._build.add_late(page.file.src_uri, shown, body, start, front, lines)
        self._site.demand_checks(page.file.src_uri)

    def _html(self, page: Page) -> str:
        """A page as MkDocs and its plugins make it, and as it is finished."""
        host, config = self._host, self._host.config
        _populate_page(page, config, host.files)
        page.active = True
        try:
            context = get_context(host.nav, host.files, config, page)
            tell = config.plugins.on_page_context
            context = tell(context, page=page, config=config, nav=host.nav)
            template = host.env.get_template(str(page.meta.get("template", "main.html")))
            output = template.render(context)
            return self._finished(config.plugins.on_post_page(output, page=page, config=config))
        finally:
            page.active = False

    def _finished(self, html: str) -> str:
        if not are_finished(self._site.options):
            return html
        tree = Tree(html)
        pages.finish(tree, policy=False)
        return pages.html_of(tree)

    def _written(self, page: Page, html: str) -> Path:
        """Put a page in the place of the one that is served, and what lies beside it."""
        uri, path = page.file.src_uri, Path(page.file.abs_dest_path)
        part = path.with_name(f"{path.name}.part")
        part.write_text(html, encoding="utf-8")
        os.replace(part, path)
        output = SiteOutput(self._site.downloads, self._site.pages, self._host.config)
        beside = self._site.reader.beside.items()
        output.write_beside({where: body for where, body in beside if where[0] == uri})
        output.write_runs({uri: self._site.offered[uri]} if uri in self._site.offered else {})
        return path


def first_pages(
    site: SiteBuild, failed: JustFailed, begun: Callable[[], None]
) -> FirstPages | None:
    """Who makes pages from a build; None where it did not end, or plugins may do anything."""
    kept, host = site.kept_pages, site.host
    if host is None or kept is None or not kept.is_possible or not site.good:
        return None
    return FirstPages(site, host, failed, begun)
