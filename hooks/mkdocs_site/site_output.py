"""What a site holds beside its pages: downloads, lists for programs, and files for its host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

from livecells.builder.reports import write_runs
from livecells.export.downloads import Downloads
from livecells.export.llms_txt import Entry
from livecells.export.run_file import run_file
from livecells.options import SiteOptions
from livecells.publish import csp, offline, pages
from livecells.publish.beside import write_beside
from livecells.publish.meta_tags import robots
from mkdocs_site.config import KEPT
from mkdocs_site.page_head import section

CHARSET = 'write `<meta charset="utf-8">` at the beginning of its head'


def are_finished(options: SiteOptions) -> bool:
    """Whether pages are worked on once the theme has written them."""
    return options.csp or options.prune_css or options.offline


@dataclass(frozen=True)
class SiteOutput:
    """Writes what one site holds beside its pages.

    Attributes:
        downloads: What readers take home.
        listed: The pages in the order of the navigation.
        config: MkDocs' own configuration; its `site_dir` is where the site is written.
    """

    downloads: Downloads
    listed: Sequence[Page]
    config: MkDocsConfig

    @property
    def options(self) -> SiteOptions:
        """The options of the site."""
        return self.downloads.options

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return Path(self.config.site_dir)

    def write(self) -> None:
        """Write what any site holds, also one that somebody watches."""
        write_runs(self.downloads.build, self.site)
        name, about = self.config.site_name, self.config.site_description or ""
        self.downloads.write(self.site, name, about, self._entries())

    def write_runs(self, offered: Mapping[str, Sequence[str]]) -> None:
        """Write beside each page what its script needs to run code there.

        Args:
            offered: By the source of a page the snippets of which it offers code.
        """
        for uri, snippets in offered.items():
            page = PurePosixPath(self.downloads.places.file(uri))
            name = "run.json" if page.name == "index.html" else f"{page.stem}-run.json"
            made = run_file(self.downloads.build, snippets, partial(self._script_link, page))
            if (self.site / page).exists():  # another plugin may have left it out
                (self.site / page).with_name(name).write_text(made, encoding="utf-8")

    def _script_link(self, page: PurePosixPath, snippet: str) -> str:
        """The link from a page to a snippet to take home; none to a lab, which has its solution."""
        if self.options.is_lab(snippet):
            return ""
        return "../" * (len(page.parts) - 1) + self.downloads.file(f"{snippet}.py")

    def write_beside(self, files: Mapping[tuple[str, str], str]) -> None:
        """Write what stands beside pages.

        Args:
            files: HTML, by the source of a page and the name of the file.
        """
        for (uri, name), body in files.items():
            page = self.downloads.places.file(uri)
            if (self.site / page).exists():  # another plugin may have left it out
                write_beside(self.site, page, name, body)

    def finish_pages(self, *, serving: bool) -> None:
        """Finish the pages, and write what follows from them; call when all else is written.

        Pages of which nothing is wanted that needs it stay as the theme has written them.

        Args:
            serving: Somebody watches the site; what only a published one needs is left out.
        """
        wanted = self.options
        if not are_finished(wanted):
            return
        trees = pages.read(self.site)
        for path, tree in trees.items():
            try:
                pages.finish(tree, policy=wanted.csp and not serving)
            except ValueError as error:
                raise PluginError(f"{path}: {error}; {CHARSET}\n{KEPT}") from None
        if serving:
            pages.write(self.site, trees)
        else:
            self._write_for_hosts(trees)

    def _write_for_hosts(self, trees: pages.Pages) -> None:
        if self.options.prune_css:
            from livecells.publish import css_prune

            css_prune.write(self.site, trees.values())
        pages.write(self.site, trees)
        if self.options.csp:
            made = csp.headers(trees.values(), runs=self.options.run_in_page)
            (self.site / "_headers").write_text(made, encoding="utf-8")
        if not (self.site / "robots.txt").exists():
            text = robots(self.config.site_url or "")
            (self.site / "robots.txt").write_text(text, encoding="utf-8")
        if self.options.offline:
            offline.write(self.site, trees, self.options)

    def _entries(self) -> list[Entry]:
        """The pages in the order of the navigation, then the labs."""
        link = self.downloads.text_link
        made = [
            Entry(
                section(page, self.options),
                str(page.title),
                str(page.meta.get("description", "")),
                link(page.file.src_uri),
            )
            for page in self.listed
        ]
        labs = self.downloads.labs_at.values()
        return made + [Entry("Labs", lab.title, "", link(lab.uri)) for lab in labs]
