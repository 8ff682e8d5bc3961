"""All that the HTML of one page is made of, part by part, each as a digest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from livecells.builder.kinds import SiteList
from livecells.builder.labs import Lab
from livecells.store.digest import digest
from livecells.store.last_build import contents
from mkdocs_site.inputs import ENGINE, HERE, facts

if TYPE_CHECKING:
    from mkdocs_site.build import SiteBuild

Parts = dict[str, str]
ANYWHERE = ("the day", "the folder")  # what no page shows


class PageParts:
    """Knows the parts of the pages of one build.

    Args:
        site: The build, with all pages read.
        config: MkDocs' own configuration.
        files: The files of the site.

    Raises:
        Unknown: See `inputs`.
    """

    def __init__(self, site: SiteBuild, config: MkDocsConfig, files: Files) -> None:
        self._site, self._build = site, site.build
        self._of_all = {
            **{
                name: value
                for name, value in facts(config, site.options).items()
                if name not in ANYWHERE
            },
            "the engine": _engine(),
            "the list of files": digest(_listed(config, files)),
            "the list of snippets": digest(self._build.known()),
        }

    def of(self, page: Page, markdown: str) -> Parts | None:
        """The parts of a page; waits for the runs that it shows.

        Args:
            page: The page.
            markdown: Its Markdown, as it is converted.

        Returns:
            Digests by what they are of, in words, or None where the page may not be kept.
        """
        uri = page.file.src_uri
        runs = self._runs(uri)
        if runs is None or page.meta.get("notebook") is not None:
            return None
        return {
            **self._of_all,
            "its text": digest([uri, page.file.url, markdown]),
            "its front matter": digest(repr(sorted(page.meta.items()))),
            "what ran for it": digest(runs),
            "the glossary": digest(self._glossary(uri)),
            "the labs": digest(self._labs()),
            "another page": digest(self._others(uri)),
        }

    def _runs(self, uri: str) -> list[str] | None:
        """The seals of the runs of a page; None where one is not kept."""
        lab = self._lab(uri)
        names = [*self._build.pages[uri].snippets(), *([lab.snippet] if lab else [])]
        for name in names:
            self._build.run_of(name)
        varied = [n for n in self._build.varied.states if n.partition("~")[0] in names]
        for name in varied:
            self._build.varied.run_of(name)
        seals = [self._site.kept.store.seals.get(name, "") for name in [*names, *varied]]
        return seals if all(seals) else None

    def _glossary(self, uri: str) -> str:
        options = self._build.options
        known = self._build.pages.get(options.glossary) if options.is_lesson(uri) else None
        return known.text if known is not None else ""

    def _lab(self, uri: str) -> Lab | None:
        return self._site.downloads.labs_at.get(uri)

    def _labs(self) -> list[str]:
        labs = self._site.downloads.labs_at.values()
        return [repr((lab.uri, lab.title, lab.page, lab.anchor, lab.facts)) for lab in labs]

    def _others(self, uri: str) -> list[object]:
        """What a page shows of others: a lab its task, a list all of the site."""
        lab, pages = self._lab(uri), self._build.pages
        kinds = self._build.kinds
        asked = pages[uri].requests.values()
        if any(isinstance(kinds[one.block.name], SiteList) for one in asked):
            texts: list[object] = [[other, page.text] for other, page in pages.items()]
            return [*texts, self._build.order, self._seals()]
        return [pages[lab.page].text, self._runs(lab.page)] if lab else []

    def _seals(self) -> list[tuple[str, str]]:
        """The seals of all runs of the site; waits for them."""
        for name in list(self._build.snippets):
            self._build.run_of(name)
        for name in list(self._build.varied.states):
            self._build.varied.run_of(name)
        return sorted(self._site.kept.store.seals.items())


def reason(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What of a page has changed, in words."""
    changed = [name for name in now if before.get(name) != now[name]]
    return ", ".join(changed[:2]) + (" and more" if len(changed) > 2 else "") + " changed"


@cache
def _engine() -> str:
    """The programs of this process; what is edited while it lives is not loaded again."""
    return digest(list(contents([ENGINE, HERE]).values()))


def _listed(config: MkDocsConfig, files: Files) -> list[list[str]]:
    """The files that links can lead to; what the engine itself adds has names of its own."""
    return sorted(
        [file.src_uri, file.url, file.inclusion.name]
        for file in files
        if file.is_documentation_page() or file.src_dir == config.docs_dir
    )
