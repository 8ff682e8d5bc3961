"""MkDocs events: collect what pages ask for, run it, hand it over, publish only what is true."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mkdocs_site.files import merge
from mkdocs_site.process import Process
from mkdocs_site.search import set_separator, show_flat_pages

process = Process()


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether somebody watches, or a site is to be published."""
    process.start(command, dirty=dirty)


@event_priority(100)
def _set_up_search(config: MkDocsConfig) -> MkDocsConfig:
    set_separator(config)
    return config


def _begin(config: MkDocsConfig) -> MkDocsConfig:
    process.begin(config)
    show_flat_pages(config)
    return config


on_config = CombinedEvent(_set_up_search, _begin)


def on_pre_build(config: MkDocsConfig) -> None:
    """Have a folder for the site that is built."""
    process.prepare(config)


@event_priority(-100)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read what the pages ask for, and begin to run it while MkDocs goes on."""
    process.build.read(files)
    process.build.add_labs(files, config)
    merge(files, config)
    process.run(config)


def on_nav(nav: Navigation, **_: Any) -> None:
    """Keep the order of the pages."""
    process.build.put_in_order(nav)


@event_priority(-100)
def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Tell the Markdown extension which page comes next."""
    return process.build.open(page, markdown)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Typeset the page's formulas, say what to take home and where its outputs come from."""
    return process.build.converted(page, html)


@event_priority(-100)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Everything is rendered now: stop here, with all that went wrong, before a page is written."""
    process.build.keep_templates(env)
    process.build.head.tell_theme(env, files)
    process.finish()


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, **_: Any
) -> dict[str, Any]:
    """Tell the theme's templates what there is to tell of the page."""
    return {**context, "about": process.build.head.about(page, config)}


def _write(config: MkDocsConfig) -> None:
    """All pages are written, and now what lies beside them."""
    process.write(config)


@event_priority(-200)
def _complete(config: MkDocsConfig) -> None:
    """Nothing more is written: finish the pages. Only warnings can still stop a strict build."""
    process.complete(config)


on_post_build = CombinedEvent(_write, _complete)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> None:
    """The first pages are up: follow each edit."""
    process.serve(server, config)


def on_build_error(error: Exception) -> None:
    """The site is not good, whatever the fault was."""
    process.fail(error)


def on_shutdown() -> None:
    """Publish a good site; leave the last good one alone otherwise."""
    process.end()
