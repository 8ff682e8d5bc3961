"""One build of the site: what MkDocs knows of it, in the engine's terms."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from livecells.builder.build import Build
from livecells.builder.just_failed import JustFailed
from livecells.builder.labs import labs_of, other_faults
from livecells.builder.places import Branch, Places
from livecells.builder.progress import Progress
from livecells.builder.reports import write_junit
from livecells.builder.run_offers import snippets_in, with_offers
from livecells.builder.runnable import Gate
from livecells.errors import BuildFailed
from livecells.export.downloads import Downloads
from livecells.kinds import KINDS
from livecells.options import SiteOptions
from livecells.publish.social_cards import Cards
from livecells.publish.template_cache import Templates
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader
from mkdocs_site.config import KEPT
from mkdocs_site.early import store_folder
from mkdocs_site.files import Urls, lab_page
from mkdocs_site.first_page import Host
from mkdocs_site.judge import KeptJudge
from mkdocs_site.kept import Kept
from mkdocs_site.kept_pages import KeptPages
from mkdocs_site.moved import write_moved
from mkdocs_site.page_ends import PageEnds, converter
from mkdocs_site.page_head import PageHead
from mkdocs_site.page_sources import content, in_menu, in_two, other_blocks, shown_as
from mkdocs_site.site_output import SiteOutput
from mkdocs_site.superseded import Superseded

if TYPE_CHECKING:
    from livecells.run.job import Runner
    from mkdocs_site.open_tabs import Fault

log = get_plugin_logger("live-site")

LATE_LAB = (
    "{}: a plugin has added this page after all others, too late for a page of the lab {}: "
    "have the exercise on another page as well"
)


class SiteBuild:
    """What one build needs from its first event to its last.

    Attributes:
        pages: The pages in the order of the navigation.
        branch: Where the site is published in its repository, if that is known.
        good: Whether nothing failed so far, and all is written.
        superseded: Whether something was saved meanwhile that this build has not seen.
        kept_pages: The pages that need not be made again, once all are read.
        host: What MkDocs has made the pages from, once they are made.
        followed: Whether another build would come at once; the first of a server goes on.
        just_failed: What has failed already since the last save.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        options: SiteOptions,
        start_pool: Callable[[Sequence[str]], Runner],
        *,
        serving: bool,
    ) -> None:
        self.options, self.serving, self.start_runs = options, serving, start_pool
        self.root = Path(config.config_file_path).parent
        own = [one for one in config.markdown_extensions if isinstance(one, LiveExtension)]
        for before in own:  # where each language is a build
            config.markdown_extensions.remove(before)
        self.kept = Kept(store_folder(config))
        self.progress = Progress(log.info)
        self.build = self._engine_build()
        self.reader = Reader(self.build, self.kept.formulas)
        self.reader.refused = PluginError
        self.downloads = Downloads(self.build, Places({}))
        self.ends = PageEnds(self.build, self.downloads, converter(config), self.kept.notebooks)
        self._other_blocks = partial(other_blocks, config)  # later, for plugins may add some
        self.cards = Cards()
        self.head = PageHead(options, self.cards, serving)
        self.pages: list[Page] = []
        self.urls = Urls()
        self.kept_pages: KeptPages | None = None
        self.host: Host | None = None
        self.offered: dict[str, list[str]] = {}  # by page the snippets of which it offers code
        self._told = 0  # how many errors there were when the runs had ended
        self.branch = Branch.of(options.published_to)
        self.just_failed = JustFailed()
        self.good = self.superseded = self.followed = False

    def _engine_build(self) -> Build:
        made = Build(
            self.root / self.options.snippets,
            KINDS,
            shown=self.options.snippets,
            store=self.kept.store,
            progress=self.progress,
            options=self.options,
        )
        made.checks, made.workers = self.kept.checks, self.start_runs
        made.gate, made.judge = Gate(self.kept.runnable), KeptJudge(self.kept.judged)
        return made

    def begin(self, config: MkDocsConfig) -> None:
        """Take our place in MkDocs."""
        config.markdown_extensions.append(LiveExtension(reader=self.reader))

    def read(self, files: Files) -> None:
        """Read what the pages ask for."""
        self.build.know_blocks(self._other_blocks())
        for file in files.documentation_pages():
            self.go_on()
            shown = self.shown(file)
            body, front = in_two(content(file, shown))
            self.build.add(file.src_uri, shown, body, front.count("\n"), front)
            self.demand_checks(file.src_uri)

    def demand_checks(self, uri: str) -> None:
        """Have the formulas of a page checked, where the site wants it."""
        if self.options.check_displays and not self.options.is_about(uri):
            self.build.demand_checks(uri)

    def shown(self, file: File) -> str:
        """How messages name a page."""
        return shown_as(file, self.root)

    def add_labs(self, files: Files, config: MkDocsConfig) -> None:
        """A page for each lab that pages use; say where every page ends up."""
        downloads = self.downloads
        self.build.errors.extend(other_faults(self.build, downloads.labs_at.values()))
        for lab in downloads.labs_at.values():
            file = lab_page(lab, self.options, config)
            files.append(file)
            self.build.add(lab.uri, str(file.edit_uri).removeprefix("../"), "")
        self.urls.read(files)
        downloads.places = Places(self.urls, config.site_url or "")
        downloads.repo_url, downloads.branch = config.repo_url or "", self.branch
        self.reader.lab_link = downloads.lab_link

    def run(self, config: MkDocsConfig) -> None:
        """Begin to run what must run, and use the wait."""
        stale = self.build.resolve()
        self.build.start(self.just_failed.telling(self.start_runs(stale)) if stale else None)
        if stale:
            from livecells.render.warm_up import warm_up

            env = config.theme.get_env()
            self.keep_templates(env)
            warm_up(self.reader, env)

    def files_read(self) -> list[Path]:
        """The files that the runs have read: modules, and data."""
        folder = self.kept.store.folder
        names = {name for depends in self.build.depends() for name in depends["files"]}
        return sorted(Path(os.path.normpath(folder / name)) for name in names)

    def put_in_order(self, nav: Navigation) -> None:
        """Keep the order of the pages."""
        self.pages = nav.pages
        self.build.errors.extend(in_menu(nav, self.root / "mkdocs.yml"))
        self.build.order = [page.file.src_uri for page in nav.pages]
        self.downloads.put_in_order(self.build.order)

    def open(self, page: Page, markdown: str) -> str:
        """Tell the Markdown extension which page comes next; gives the Markdown to convert."""
        self.go_on()
        if page.file.src_uri not in self.build.pages:
            self._read_late(page.file, markdown)
        markdown = self.downloads.with_list(markdown)
        if self.kept_pages is None or not self.kept_pages.find(page, markdown):
            self.reader.open(page.file.src_uri)
        return markdown

    def _read_late(self, file: File, markdown: str) -> None:
        """Read a page that another plugin has added since."""
        uri = file.src_uri
        self.urls.add(file)
        shown = self.shown(file)
        _, front = in_two(content(file, shown))
        self.build.add_late(uri, shown, markdown, self.start_runs, front)
        self.demand_checks(uri)
        for lab in labs_of(self.build):
            if lab.uri not in self.downloads.labs_at:
                log.warning(LATE_LAB.format(shown, lab.snippet))

    def converted(self, page: Page, html: str) -> str:
        """The open page with its formulas typeset, what to take home and where it is from."""
        if self.kept_pages is not None and self.kept_pages.has_found:
            return html
        self.reader.close(html)
        html += self.ends.html(page.file.src_uri, page.meta.get("notebook"))
        html = self.reader.typeset(html) + self.reader.provenance()
        if self.kept_pages is not None:
            self.kept_pages.put(page, html)
        return html

    def finished(self, page: Page, html: str) -> str:
        """A whole page, which offers to run what can be run; all runs have ended."""
        html = with_offers(html, self.build)
        snippets = snippets_in(html)
        if snippets:
            self.offered[page.file.src_uri] = snippets
        return html

    def keep_templates(self, env: Environment) -> None:
        """Let Jinja's environment find what it has compiled before."""
        env.bytecode_cache = Templates(self.kept.templates)

    def finish(self) -> None:
        """Wait for every run.

        Raises:
            PluginError: Something went wrong, and a site was to be published.
            Superseded: Something was saved meanwhile; another build follows.
        """
        try:
            self.build.finish()
        except BuildFailed as failed:
            if not self.serving:
                raise PluginError(f"{failed}\n{KEPT}") from None
            if not self.superseded:
                log.error(str(failed))
        finally:
            if self.kept_pages is not None:
                self.kept_pages.tell(log.info)
            for warning in self.build.warnings:
                log.warning(str(warning))
            self._told = len(self.build.errors)
            self.progress.close()
            write_junit(self.build, self.kept.store.folder)
        self.go_on()  # also where the last run was just done

    def go_on(self) -> None:
        """Raises Superseded where nobody will see this build, for another follows at once."""
        if self.superseded and self.followed:
            raise Superseded

    def write(self, config: MkDocsConfig) -> None:
        """Write what the site holds beside its pages, and keep what the next build can use."""
        late = self.build.errors[self._told :]  # of pages that came when the runs had ended
        if late and not self.serving:
            raise PluginError(f"{BuildFailed(late)}\n{KEPT}")
        if late:
            log.error(str(BuildFailed(late)))
        output = SiteOutput(self.downloads, self.pages, config)
        output.write()
        if self.host is not None:  # with those that are in no menu
            files = self.host.files.documentation_pages()
            write_moved([file.page for file in files if file.page is not None], config)
        self.go_on()
        output.write_beside(self.reader.beside)
        output.write_runs(self.offered)
        self.kept.write_cards(self.cards, output.site)
        for note in self.kept.save():
            log.info(f"Warning: {note}")

    def finish_pages(self, config: MkDocsConfig) -> None:
        """Finish all pages of the site, also those of other languages; nothing is written later."""
        self.go_on()
        SiteOutput(self.downloads, self.pages, config).finish_pages(serving=self.serving)
        self.go_on()
        self.good = True

    def faults(self, site: Path) -> list[Fault]:
        """What is wrong, for the open tabs.

        Args:
            site: The folder of the pages.
        """
        from mkdocs_site.open_tabs import faults_of, files_of

        shown = files_of(self.build.pages, self.downloads.places, site)
        return faults_of(self.build.errors, shown)

    def close(self) -> None:
        """Let go of what only a build needs."""
        self.progress.close()
        self.reader.end()
