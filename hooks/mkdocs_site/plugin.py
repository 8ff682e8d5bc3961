"""The MkDocs plugin `livecells`: its events, in the order in which MkDocs calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mkdocs_site.config import PLUGIN, SECTION, LiveConfig, extra_section
from mkdocs_site.extensions import add_extensions
from mkdocs_site.process import Process
from mkdocs_site.search import add_worker, set_separator, show_flat_pages

if TYPE_CHECKING:  # what takes long to load comes when it is needed
    from mkdocs.livereload import LiveReloadServer


class LivePlugin(BasePlugin[LiveConfig]):  # type: ignore[no-untyped-call]  # has untyped parts
    """Runs what pages ask for, and publishes only what is true.

    Without `load_config`, which MkDocs calls for a plugin and not for a hook, the options stand in
    the section `livecells` of `extra`.
    """

    def __init__(self) -> None:
        self._process = Process()
        self._given: Mapping[str, Any] | None = None
        self._nav = Navigation([], [])
        self._in_order: list[File] = []

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Keep the options; `on_config` tells what is wrong with them, with its line."""
        del config_file_path
        self._given = options
        self.config = LiveConfig()
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether somebody watches, or a site is to be published."""
        self._process.start(command, dirty=dirty)

    @event_priority(100)
    def _set_up_search(self, config: MkDocsConfig) -> MkDocsConfig:
        set_separator(config)
        return config

    def _begin(self, config: MkDocsConfig) -> MkDocsConfig:
        section = SECTION if self._given is None else PLUGIN
        given = extra_section(config) if self._given is None else self._given
        add_extensions(config)
        self._process.begin(config, given, section)
        show_flat_pages(config, self._process.build.options.is_about)
        return config

    on_config = CombinedEvent(_set_up_search, _begin)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Have a folder for the site that is built."""
        self._process.prepare(config)

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read what the pages ask for, and begin to run it while MkDocs goes on."""
        from mkdocs_site.page_assets import add_assets
        from mkdocs_site.run_assets import archive

        build = self._process.build
        if build.options.run_in_page:
            archive()
        build.read(files)
        build.add_labs(files, config)
        wanted = build.options
        add_assets(files, config, bundle=wanted.bundle, runs=wanted.run_in_page)
        add_worker(files, config, build.options)
        self._process.run(config)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the order of the pages, and what is kept of them; the quickest come first."""
        from mkdocs_site.kept_pages import KeptPages
        from mkdocs_site.render_order import hasten

        self._nav = nav
        build = self._process.build
        build.put_in_order(nav)
        build.kept_pages = KeptPages(build, config, files)
        self._in_order = hasten(files, build.build)
        return nav

    @event_priority(-100)
    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell the Markdown extension which page comes next."""
        del config, files
        return self._process.build.open(page, markdown)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Typeset the page's formulas, say what to take home and where its outputs come from."""
        del config, files
        return self._process.build.converted(page, html)

    @event_priority(100)
    def _put_back(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        from mkdocs_site.render_order import put_back

        del config
        put_back(files, self._in_order)
        return env

    @event_priority(-100)
    def _finish(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Everything is rendered: stop here, with all that went wrong, before a page is written."""
        from mkdocs_site.first_page import Host
        from mkdocs_site.run_assets import add_archive

        build = self._process.build
        build.keep_templates(env)
        build.host = Host(config, files, self._nav, env)
        build.head.tell_theme(env, files)
        self._process.finish()
        if build.options.run_in_page:
            add_archive(files, config)
        return env

    on_env = CombinedEvent(_put_back, _finish)

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> TemplateContext:
        """Tell the theme's templates what there is to tell of the page."""
        from mkdocs_site.page_place import place_of

        build = self._process.build
        build.go_on()
        context["about"] = build.head.about(page, config)  # type: ignore[typeddict-unknown-key]
        context["place"] = place_of(page, build.pages, build.downloads)  # type: ignore[typeddict-unknown-key]
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Offer to run what can be run in the page."""
        del config
        return self._process.build.finished(page, output)

    def _write(self, *, config: MkDocsConfig) -> None:
        """All pages are written, and now what lies beside them."""
        self._process.write(config)

    @event_priority(-200)
    def _complete(self, *, config: MkDocsConfig) -> None:
        """Nothing more is written: finish the pages. Only warnings still stop a strict build."""
        self._process.complete(config)

    on_post_build = CombinedEvent(_write, _complete)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """The first pages are up: follow each edit."""
        del builder
        self._process.serve(server, config)
        return server

    def on_build_error(self, *, error: Exception) -> None:
        """The site is not good, whatever the fault was."""
        self._process.fail(error)

    def on_shutdown(self) -> None:
        """Publish a good site; leave the last good one alone otherwise."""
        self._process.end()
