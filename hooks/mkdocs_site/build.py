"""One build of the site: what MkDocs knows of it, in the engine's terms."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from livecells.builder.build import Build
from livecells.builder.places import Places
from livecells.builder.progress import Progress
from livecells.builder.reports import write_junit, write_runs
from livecells.errors import BuildFailed
from livecells.export.downloads import Downloads
from livecells.export.llms_txt import Entry
from livecells.publish import csp, offline, pages
from livecells.publish.atomic_swap import publish, staging_folder
from livecells.publish.meta_tags import About, robots
from livecells.publish.social_cards import Card, Cards
from livecells.publish.template_cache import Templates
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader
from livecells.store.store import Store
from livecells.store.table import Table
from mkdocs_site.files import OWN_SCRIPT, THEME_SCRIPT, url_of
from mkdocs_site.page_ends import PageEnds, converter

if TYPE_CHECKING:
    from livecells.pool.pool import Pool

log = get_plugin_logger("live-site")
pool: Pool | None = None


def start_pool(texts: Sequence[str]) -> Pool:
    """The processes that run snippets; in `serve` they stay warm from build to build."""
    from livecells.pool.pool import Pool
    from livecells.pool.preload import modules_for

    global pool
    try:
        pool = pool or Pool(modules=modules_for(texts))
    except ValueError as error:
        raise PluginError(str(error)) from None
    pool.start()
    return pool


def end_pool() -> None:
    """End the processes that run snippets."""
    if pool is not None:
        pool.close()


class SiteBuild:
    """What one build needs from its first event to its last.

    A site is built in a folder beside the last good one and takes its place only when nothing
    failed; a site that somebody watches (`serving`) is built where MkDocs wants it.
    """

    def __init__(self, config: MkDocsConfig, *, serving: bool) -> None:
        self.serving = serving
        self.root = Path(config.config_file_path).parent
        self.store = Store(self.root / ".cache" / "livecells")
        self.progress = Progress(log.info)
        self.build = Build(self.root / "snippets", store=self.store, progress=self.progress)
        self.formulas = Table(self.store, "maths")
        self.reader = Reader(self.build, self.formulas)
        self.checks = Table(self.store, "checks")
        self.templates = Table(self.store, "templates")
        self.build.checks = self.checks
        self.drawn = Table(self.store, "jupyter")
        self.cards = Cards()
        self.downloads = Downloads(self.build, Places({}))
        self.ends = PageEnds(self.build, self.downloads, converter(config), self.drawn)
        self.pages: list[Page] = []
        self.target = Path(config.site_dir)
        self.staging: Path | None = None
        self.good = False

    def begin(self, config: MkDocsConfig) -> None:
        """Take our place in MkDocs; where nothing has run yet, torch is imported from now on."""
        terms = {"glossary": "reference/glossary.md", "lessons": "tutorial/"}
        config.markdown_extensions.append(LiveExtension(reader=self.reader, **terms))
        if not self.serving:
            self.staging = staging_folder(self.target)
            config.site_dir = str(self.staging)
        if self.store.is_empty():
            self.start_pool()

    def start_pool(self) -> None:
        """Have ready what any snippet of the site may need."""
        files = sorted(self.build.folder.rglob("*.py"))
        start_pool([path.read_text("utf-8", "replace") for path in files])

    def read(self, files: Files) -> None:
        """Read what the pages ask for."""
        for file in files.documentation_pages():
            text = file.content_string
            body, _ = get_data(text)
            shown = os.path.relpath(file.abs_src_path or file.src_uri, self.root)
            self.build.add(file.src_uri, shown, body, text[: len(text) - len(body)].count("\n"))
            if not file.src_uri.startswith("about/"):
                self.build.demand_checks(file.src_uri)

    def add_labs(self, files: Files, config: MkDocsConfig) -> None:
        """A page for each lab that pages use; say where every page ends up."""
        downloads = self.downloads
        for lab in downloads.labs_at.values():
            file = File.generated(
                config, lab.uri, content=lab.front(), inclusion=InclusionLevel.NOT_IN_NAV
            )
            file.edit_uri = f"../snippets/{lab.snippet}.py"
            files.append(file)
            self.build.add(lab.uri, f"snippets/{lab.snippet}.py", "")
        urls = {file.src_uri: file.url.removeprefix("./") for file in files.documentation_pages()}
        downloads.places = Places(urls, config.site_url or "")
        downloads.repo_url, downloads.branch = config.repo_url or "", config.remote_branch
        self.reader.lab_link = downloads.lab_link

    def run(self, config: MkDocsConfig) -> None:
        """Begin to run what must run, and use the wait."""
        stale = self.build.resolve()
        self.build.start(start_pool(stale) if stale else None)
        if stale:
            from livecells.render.warm_up import warm_up

            env = config.theme.get_env()
            self.keep_templates(env)
            warm_up(self.reader, env)

    def keep_templates(self, env: Any) -> None:
        """Let Jinja's environment find what it has compiled before."""
        env.bytecode_cache = Templates(self.templates)

    def finish(self) -> None:
        """Wait for every run; raises PluginError with all that went wrong."""
        try:
            self.build.finish()
        except BuildFailed as failed:
            if not self.serving:
                end = "Nothing was published; the last good site stays."
                raise PluginError(f"{failed}\n{end}") from None
            log.error(str(failed))
        finally:
            self.progress.close()
            write_junit(self.build, self.store.folder)

    # --- a page as it is published ---------------------------------------------------------------

    def tell_theme(self, env: Any, files: Files, config: MkDocsConfig) -> None:
        """Tell the theme's templates which scripts the site has."""
        env.globals["own_script"] = url_of(files, OWN_SCRIPT)
        env.globals["theme_script"] = url_of(files, THEME_SCRIPT)
        env.globals["service_worker"] = offline.WORKER_FILE if self._keeps(config) else ""

    def _keeps(self, config: MkDocsConfig) -> bool:
        """Whether readers may keep the site for reading offline: `extra: {offline: true}`."""
        return bool(config.extra.get("offline")) and not self.serving

    def about(self, page: Page, config: MkDocsConfig) -> About:
        """What there is to tell of a page; a picture needs the site's own address."""
        named = page.meta.get("title") or (None if page.is_homepage else page.title)
        title = str(named or config.site_name)
        text = str(page.meta.get("description") or config.site_description or "")
        path = page.url.removeprefix("./")
        pictured = config.site_url and not self.serving
        card = Card(config.site_name, _section(page), title, text)
        return About(
            site=config.site_name,
            title=title,
            description=text,
            path=path,
            base=config.site_url or "",
            card=self.cards.place(path, card) if pictured else "",
            lesson=page.file.src_uri.startswith("tutorial/"),
        )

    # --- what lies beside the pages --------------------------------------------------------------

    def write(self, config: MkDocsConfig) -> None:
        """Write what the site holds beside its pages, and keep what the next build can use."""
        site = Path(config.site_dir)
        write_runs(self.build, site)
        self.downloads.write(site, config.site_name, config.site_description or "", self._entries())
        self._keep(site)
        trees = pages.read(site)
        for tree in trees.values():
            pages.finish(tree)
        if self.serving:
            pages.write(site, trees)
        else:
            self._write_for_hosts(site, config, trees)
        self.good = True

    def _keep(self, site: Path) -> None:
        for table in (self.formulas, self.checks, self.drawn):
            table.save()
        if self.cards.wanted:
            kept = Table(self.store, "cards")
            self.cards.write(site, kept)
            kept.save()
        self.templates.save()
        self.store.prune()
        for note in self.store.notes:
            log.info(f"Warning: {note}")

    def _write_for_hosts(self, site: Path, config: MkDocsConfig, trees: pages.Pages) -> None:
        if config.extra.get("lean"):
            from livecells.publish import css_prune

            css_prune.write(site, trees.values())
        pages.write(site, trees)
        (site / "_headers").write_text(csp.headers(trees.values()), encoding="utf-8")
        (site / "robots.txt").write_text(robots(config.site_url or ""), encoding="utf-8")
        if self._keeps(config):
            offline.write(site, trees)

    def _entries(self) -> list[Entry]:
        """The pages in the order of the navigation, then the labs."""
        downloads, made = self.downloads, []
        for page in self.pages:
            about, link = (
                str(page.meta.get("description", "")),
                downloads.text_link(page.file.src_uri),
            )
            made.append(Entry(_section(page), str(page.title), about, link))
        labs = downloads.labs_at.values()
        return made + [Entry("Labs", lab.title, "", downloads.text_link(lab.uri)) for lab in labs]

    def publish(self) -> None:
        """Put a good site in its place; leave the last good one alone otherwise."""
        if self.good and self.staging is not None:
            publish(self.staging, self.target)
            log.info(f"Published to {os.path.relpath(self.target)}")

    def close(self) -> None:
        """Clear away what was not published."""
        self.progress.close()
        self.reader.end()
        if self.staging is not None:
            shutil.rmtree(self.staging, ignore_errors=True)


def _section(page: Page) -> str:
    """Where a page stands in the navigation; only labs stand nowhere."""
    if page.ancestors:
        return str(page.ancestors[-1].title)
    return "Labs" if page.file.src_uri.startswith("labs/") else "Start"
