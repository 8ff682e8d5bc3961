"""MkDocs events: collect what pages ask for, run it, hand it over, publish only what is true."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from livecells.publish.search_text import SEPARATOR, searchable
from mkdocs_site.build import SiteBuild, end_pool
from mkdocs_site.files import merge

serving = False
current: SiteBuild | None = None


def build() -> SiteBuild:
    """The build that goes on."""
    assert current is not None
    return current


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
    """Begin a build, and end the one before."""
    global current
    if current is not None:
        current.close()
    current = SiteBuild(config, serving=serving)
    current.begin(config)
    return config


on_config = CombinedEvent(_set_up_search, _begin)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read what the pages ask for, and begin to run it while MkDocs goes on."""
    build().read(files)
    build().add_labs(files, config)
    merge(files, config)
    build().run(config)


def on_nav(nav: Navigation, **_: Any) -> None:
    """Keep the order of the pages."""
    build().pages = nav.pages
    build().downloads.put_in_order([page.file.src_uri for page in nav.pages])


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Tell the Markdown extension which page comes next."""
    build().reader.open(page.file.src_uri)
    return build().downloads.with_list(markdown)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Typeset the page's formulas, say what to take home and where its outputs come from."""
    reader = build().reader
    reader.close()
    html += build().ends.html(page.file.src_uri, page.meta.get("notebook"))
    return reader.typeset(html) + reader.provenance()


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Everything is rendered now: stop here, with all that went wrong, before a page is written."""
    build().keep_templates(env)
    build().tell_theme(env, files, config)
    build().finish()


_whole = ""  # the page that the search plugin is looking at


@event_priority(100)
def _before_search(context: Any, page: Page, **_: Any) -> Any:
    """Let the search plugin index a flat page, not the one that is published."""
    global _whole
    _whole, page.content = page.content or "", searchable(page.content or "")
    return context


@event_priority(-100)
def _after_search(context: Any, page: Page, **_: Any) -> Any:
    """The page is itself again."""
    page.content = _whole
    return context


def _tell(context: Any, page: Page, config: MkDocsConfig, **_: Any) -> Any:
    """Tell the theme's templates what there is to tell of the page."""
    context["about"] = build().about(page, config)
    return context


on_page_context = CombinedEvent(_before_search, _after_search, _tell)


def on_post_build(config: MkDocsConfig) -> None:
    """All pages are written: finish them. Only warnings can still stop a strict build."""
    build().write(config)


def on_serve(server: Any, **_: Any) -> None:
    """The first pages are up: have torch ready before the first edit."""
    build().start_pool()


def on_build_error(error: Exception) -> None:
    """The site is not good, whatever the fault was."""
    if current is not None:
        current.good = False


def on_shutdown() -> None:
    """Publish a good site; leave the last good one alone otherwise."""
    if current is not None:
        current.publish()
        current.close()
    end_pool()
