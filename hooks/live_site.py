"""MkDocs events: collect what the pages ask for, run it, hand it over, publish only what is true.

A site is built in a folder beside the last good one and takes its place only when nothing failed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data

from livecells import offline, policy
from livecells.blocks import LiveExtension, Reader
from livecells.book import Book
from livecells.cards import Card, Cards
from livecells.downloads import TakeHome
from livecells.errors import BuildFailed
from livecells.head import About, finished, robots
from livecells.llms import Entry
from livecells.plaintext import Places
from livecells.progress import Progress
from livecells.publish import publish, staging_folder
from livecells.reports import write_junit, write_runs
from livecells.searching import SEPARATOR, searchable
from livecells.store import Store, Table
from livecells.templates import Templates
from site_files import merge

if TYPE_CHECKING:
    from livecells.runner import Pool

log = get_plugin_logger("live-site")


class Build:
    """What one build needs from its first event to its last."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.root = Path(config.config_file_path).parent
        self.store = Store(self.root / ".cache" / "livecells")
        self.progress = Progress(log.info)
        self.book = Book(self.root / "snippets", store=self.store, progress=self.progress)
        self.formulas = Table(self.store, "maths")
        self.reader = Reader(self.book, self.formulas)
        self.checks = Table(self.store, "checks")
        self.templates = Table(self.store, "templates")
        self.book.checks = self.checks
        self.drawn = Table(self.store, "labs")
        self.cards = Cards()
        self.home = TakeHome(self.book, Places({}), self.drawn)
        self.pages: list[Page] = []
        self.whole = ""  # the page that the search plugin is looking at
        self.target = Path(config.site_dir)
        self.staging: Path | None = None
        self.good = False

    def close(self) -> None:
        """Clear away what was not published."""
        self.progress.close()
        self.reader.end()
        if self.staging is not None:
            shutil.rmtree(self.staging, ignore_errors=True)


serving = False
current: Build | None = None
pool: Pool | None = None


def on_startup(command: str, **_: Any) -> None:
    """Remember whether somebody watches, or a site is to be published."""
    global serving
    serving = command == "serve"
    with contextlib.suppress(ValueError):  # not in the main thread: signals are another's matter
        signal.signal(signal.SIGTERM, _end)


def _end(number: int, _: Any) -> None:
    """End as Ctrl-C does, with everything cleared away; MkDocs itself would just drop dead."""
    sys.exit(128 + number)


@event_priority(100)
def _set_up_search(config: MkDocsConfig) -> MkDocsConfig:
    """Tell Material's search what separates words, before it takes over its options."""
    search = config.plugins.get("material/search")
    if search is not None and not search.config.get("separator"):
        search.config["separator"] = SEPARATOR
    return config


def _begin(config: MkDocsConfig) -> MkDocsConfig:
    """Begin a build; where nothing has run yet, torch is imported from now on."""
    global current
    if current is not None:
        current.close()
    current = Build(config)
    terms = {"glossary": "reference/glossary.md", "lessons": "tutorial/"}
    config.markdown_extensions.append(LiveExtension(reader=current.reader, **terms))
    if not serving:
        current.staging = staging_folder(current.target)
        config.site_dir = str(current.staging)
    if current.store.is_empty():
        _start_pool(_texts(current.book))
    return config


on_config = CombinedEvent(_set_up_search, _begin)


def _texts(book: Book) -> list[str]:
    return [path.read_text("utf-8", "replace") for path in sorted(book.snippets.rglob("*.py"))]


def _start_pool(texts: list[str]) -> Pool:
    """The processes that run snippets; in `serve` they stay warm from build to build."""
    from livecells.runner import Pool, modules_for

    global pool
    try:
        pool = pool or Pool(modules=modules_for(texts))
    except ValueError as error:
        raise PluginError(str(error)) from None
    pool.start()
    return pool


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read what the pages ask for, and begin to run it while MkDocs goes on."""
    assert current is not None
    book = current.book
    for file in files.documentation_pages():
        text = file.content_string
        body, _ = get_data(text)
        shown = os.path.relpath(file.abs_src_path or file.src_uri, current.root)
        book.add(file.src_uri, shown, body, text[: len(text) - len(body)].count("\n"))
        if not file.src_uri.startswith("about/"):
            book.demand_checks(file.src_uri)
    _add_labs(files, config)
    merge(files, config)
    stale = book.resolve()
    book.start(_start_pool(stale) if stale else None)
    if stale:
        from livecells.ahead import work_ahead

        env = config.theme.get_env()
        env.bytecode_cache = Templates(current.templates)
        work_ahead(current.reader, env)


def _add_labs(files: Files, config: MkDocsConfig) -> None:
    """A page for each lab that pages use; say where every page ends up."""
    assert current is not None
    home = current.home
    for lab in home.labs_at.values():
        file = File.generated(
            config, lab.uri, content=lab.front(), inclusion=InclusionLevel.NOT_IN_NAV
        )
        file.edit_uri = f"../snippets/{lab.snippet}.py"
        files.append(file)
        current.book.add(lab.uri, f"snippets/{lab.snippet}.py", "")
    urls = {file.src_uri: file.url.removeprefix("./") for file in files.documentation_pages()}
    home.places = Places(urls, config.site_url or "")
    home.repo_url, home.branch = config.repo_url or "", config.remote_branch
    current.reader.lab_link = home.lab_link


def on_nav(nav: Navigation, **_: Any) -> None:
    """Keep the order of the pages."""
    assert current is not None
    current.pages = nav.pages
    current.home.put_in_order([page.file.src_uri for page in nav.pages])


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Tell the Markdown extension which page comes next."""
    assert current is not None
    current.reader.open(page.file.src_uri)
    return current.home.with_list(markdown)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Typeset the page's formulas, say what to take home and where its outputs come from."""
    assert current is not None
    current.reader.close()
    html += current.home.below(page.file.src_uri)
    return current.reader.typeset(html) + current.reader.provenance()


def on_env(env: Any, **_: Any) -> None:
    """Everything is rendered now: stop here, with all that went wrong, before a page is written."""
    assert current is not None
    env.bytecode_cache = Templates(current.templates)
    try:
        current.book.finish()
    except BuildFailed as failed:
        if not serving:
            end = "Nothing was published; the last good site stays."
            raise PluginError(f"{failed}\n{end}") from None
        log.error(str(failed))
    finally:
        current.progress.close()
        write_junit(current.book, current.store.folder)


@event_priority(100)
def _before_search(context: Any, page: Page, **_: Any) -> Any:
    """Let the search plugin index a flat page, not the one that is published."""
    assert current is not None
    current.whole, page.content = page.content or "", searchable(page.content or "")
    return context


@event_priority(-100)
def _after_search(context: Any, page: Page, **_: Any) -> Any:
    """The page is itself again."""
    assert current is not None
    page.content = current.whole
    return context


on_page_context = CombinedEvent(_before_search, _after_search)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The page as it is published."""
    return finished(output, _about(page, config), offline=_keeps(config))


def on_post_template(output: str, template_name: str, **_: Any) -> str:
    """Pages that have no source, such as the one for wrong addresses."""
    return finished(output, None, offline=False) if template_name.endswith(".html") else output


def _keeps(config: MkDocsConfig) -> bool:
    """Whether readers may keep the site for reading offline: `extra: {offline: true}`."""
    return bool(config.extra.get("offline")) and not serving


def _about(page: Page, config: MkDocsConfig) -> About:
    """What there is to tell of a page; a picture needs the site's own address."""
    assert current is not None
    title = str(page.meta.get("title") or page.title or config.site_name)
    text = str(page.meta.get("description") or config.site_description or "")
    path = page.url.removeprefix("./")
    pictured = config.site_url and not serving
    card = Card(config.site_name, _section(page), title, text)
    return About(
        site=config.site_name,
        title=title,
        description=text,
        path=path,
        base=config.site_url or "",
        card=current.cards.place(path, card) if pictured else "",
        lesson=page.file.src_uri.startswith("tutorial/"),
    )


def _section(page: Page) -> str:
    """Where a page stands in the navigation; only labs stand nowhere."""
    if page.ancestors:
        return str(page.ancestors[-1].title)
    return "Labs" if page.file.src_uri.startswith("labs/") else "Start"


def on_post_build(config: MkDocsConfig) -> None:
    """All pages are written; only warnings can still stop a strict build."""
    assert current is not None
    site = Path(config.site_dir)
    write_runs(current.book, site)
    current.home.write(site, config.site_name, config.site_description or "", _entries())
    for table in (current.formulas, current.checks, current.drawn):
        table.save()
    if current.cards.wanted:
        kept = Table(current.store, "cards")
        current.cards.write(site, kept)
        kept.save()
    current.templates.save()
    current.store.prune()
    for note in current.store.notes:
        log.info(f"Warning: {note}")
    if not serving:
        if config.extra.get("lean"):
            from livecells import lean

            lean.write(site)
        if _keeps(config):
            offline.write(site)
        pages = [path.read_text("utf-8") for path in sorted(site.rglob("*.html"))]
        (site / "_headers").write_text(policy.headers(pages), encoding="utf-8")
        (site / "robots.txt").write_text(robots(config.site_url or ""), encoding="utf-8")
    current.good = True


def _entries() -> list[Entry]:
    """The pages in the order of the navigation, then the labs."""
    assert current is not None
    home, made = current.home, []
    for page in current.pages:
        about, link = str(page.meta.get("description", "")), home.text_link(page.file.src_uri)
        made.append(Entry(_section(page), str(page.title), about, link))
    labs = home.labs_at.values()
    return made + [Entry("Labs", lab.title, "", home.text_link(lab.uri)) for lab in labs]


def on_serve(server: Any, **_: Any) -> None:
    """The first pages are up: have torch ready before the first edit."""
    assert current is not None
    _start_pool(_texts(current.book))


def on_build_error(error: Exception) -> None:
    """The site is not good, whatever the fault was."""
    if current is not None:
        current.good = False


def on_shutdown() -> None:
    """Publish a good site; leave the last good one alone otherwise."""
    if current is not None:
        if current.good and current.staging is not None:
            publish(current.staging, current.target)
            log.info(f"Published to {os.path.relpath(current.target)}")
        current.close()
    if pool is not None:
        pool.close()
