"""The state of one MkDocs process: hooks are functions, so something has to remember for them."""

from __future__ import annotations

import contextlib
import errno
import signal
from collections.abc import Iterator, Mapping, Sequence, Set
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

from livecells.builder.just_failed import JustFailed
from mkdocs_site.command import BLIND, end, is_blind, is_called, is_served
from mkdocs_site.config import KEPT, site_options
from mkdocs_site.early import nothing_has_run, runner, texts_of_site
from mkdocs_site.refused import check_cards, check_files, check_site_folder, check_theme
from mkdocs_site.site_folder import SiteFolder
from mkdocs_site.superseded import Superseded
from mkdocs_site.watched import is_source, watched

if TYPE_CHECKING:  # what takes long to load comes when it is needed
    from mkdocs.livereload import LiveReloadServer

    from livecells.options import SiteOptions
    from livecells.run.job import Runner
    from mkdocs_site.build import SiteBuild
    from mkdocs_site.edits import Edits
    from mkdocs_site.first_page import Shown
    from mkdocs_site.live_server import LiveServer
    from mkdocs_site.open_tabs import Fault
    from mkdocs_site.unchanged import Unchanged

log = get_plugin_logger("live-site")

DIRTY = "--dirty changes nothing: a page shows what its snippets do, so every page is built."
FULL = (errno.ENOSPC, errno.EDQUOT)


class Process:
    """What lasts from the first event of MkDocs to its last, over the builds of `serve`."""

    def __init__(self) -> None:
        self._serving = False
        self._command = ""
        self._begun = False  # MkDocs has told of its beginning, and so will tell of its end
        self._writing = False  # whether a build is at its end: one that begins now is within it
        self._inner = 0  # how many do
        self._build: SiteBuild | None = None
        self._last: SiteBuild | None = None  # the one that is served while another goes on
        self._folder: SiteFolder | None = None
        self._unchanged: Unchanged | None = None
        self._pool: Runner | None = None
        self._failed = JustFailed()  # what the pages shown first have found
        self._edits: Edits | None = None
        self._server: LiveServer | None = None
        self._config: MkDocsConfig | None = None  # as `serve` began with it

    @property
    def build(self) -> SiteBuild:
        """The build that goes on."""
        assert self._build is not None
        return self._build

    def start(self, command: str, *, dirty: bool = False) -> None:
        """Remember whether somebody watches, or a site is to be published."""
        self._serving = command == "serve" or is_served()
        self._command, self._begun = command, True
        if dirty:
            log.info(DIRTY)
        if is_served() and is_blind():
            log.warning(BLIND.format(version("click")))
        with contextlib.suppress(ValueError):  # not in the main thread: signals are another's
            signal.signal(signal.SIGTERM, end)

    def begin(self, config: MkDocsConfig, given: Mapping[str, Any], section: Sequence[str]) -> None:
        """Begin a build, and end the one before.

        Args:
            config: MkDocs' own configuration.
            given: The options that the site sets.
            section: Where they stand in `mkdocs.yml`.

        Raises:
            PluginError: If the options of the site or of its theme are not good.
        """
        self._inner += self._writing
        check_theme(config)
        check_files(config, section)
        options = site_options(config, given, section)
        if not self._serving:
            check_cards(config, options, section)
        if self._begun:  # otherwise it is not sure yet that a site is built
            self._have_pool_ready(config, options)
        self._begin(config, options)

    def _begin(self, config: MkDocsConfig, options: SiteOptions) -> None:
        from mkdocs_site.build import SiteBuild
        from mkdocs_site.deploys import branch_of

        if self._build is not None:
            self._build.close()
        self._last = self._build if self._server is not None else None
        self._build = SiteBuild(config, options, self._start_pool, serving=self._serving)
        self._build.branch = branch_of(self._command, config) or self._build.branch
        self._build.followed = self._server is not None
        if self._last is not None and self._last.options == options:  # limits are options
            self._build.just_failed = self._failed
        self._build.begin(config)

    def prepare(self, config: MkDocsConfig) -> None:
        """Have a folder for the site. Only now it is sure that one is built: mike just asks.

        Raises:
            PluginError: No site could be published where it is wanted.
        """
        if self._serving:
            self._prepare_to_serve(config)
        elif self._folder is None or not self._folder.holds(config.site_dir):
            self._close_folder()
            check_site_folder(Path(config.site_dir), self.build.build.folder)
            self._end_if_unchanged(config)
            self._folder = SiteFolder(config)
            self._folder.stage()
        self._have_pool_ready(config, self.build.options)

    def _end_if_unchanged(self, config: MkDocsConfig) -> None:
        """Leave where the site would be the same; only `mkdocs build` has nothing else to do."""
        if self._begun and self._command == "build" and is_called("build"):
            from mkdocs_site.unchanged import Unchanged

            build = self.build
            self._unchanged = Unchanged(config, build.options, build.kept.store)
            self._unchanged.end_early()

    def _prepare_to_serve(self, config: MkDocsConfig) -> None:
        if self._server is not None:
            if not self._server.holds(config.site_dir):
                config.site_dir = self._server.next_folder()
        elif self._edits is None:
            from mkdocs_site.edits import Edits

            self._edits = Edits(self._cancel, self._is_source)
            self._edits.watch_first(watched(config, self.build.build.folder))

    def run(self, config: MkDocsConfig) -> None:
        """Begin to run what must run, unless it is out of date already."""
        self.build.run(config)
        if self._edits is not None:
            self._edits.check()

    def finish(self) -> None:
        """Wait for every run.

        Raises:
            PluginError: Something went wrong, and a site was to be published.
            Superseded: Something was saved meanwhile, and another build follows.
        """
        self.build.finish()

    def serve(self, server: LiveReloadServer, config: MkDocsConfig) -> None:
        """The first pages are up: have torch ready before the first edit, and follow each."""
        from mkdocs_site.live_server import LiveServer

        edits = self._edits
        assert edits is not None
        file = Path(config.config_file_path)
        self._server = LiveServer(server, edits, self._show_first, self._faults, file)
        self._config = config
        self._watch_all(config)
        self._start_pool(texts_of_site(config, self.build.options))
        if edits.hand_over():
            self._server.rebuild()
        self._server.catch_up()

    def _show_first(self, changed: Set[str], seen: Sequence[str]) -> Iterator[Shown]:
        """Make the pages that an edit is about; see `FirstPages.make`."""
        # A folder of snippets that has just come is watched before anything of it is read.
        if self._server is not None and self._config is not None:
            self._server.watch_also(map(Path, watched(self._config, self.build.build.folder)))
        from mkdocs_site.first_page import first_pages

        self._failed, self.build.superseded = JustFailed(), False
        assert self._edits is not None
        maker = first_pages(self.build, self._failed, self._edits.check)
        return iter(()) if maker is None else maker.make(changed, seen)

    def _faults(self, site: Path) -> list[Fault]:
        """What is wrong with the build that was made last, and the pages that it belongs to."""
        return self.build.faults(site)

    def write(self, config: MkDocsConfig) -> None:
        """Write what the site holds beside its pages."""
        self._writing = True
        self.build.write(config)
        self._watch_all(config)

    def complete(self, config: MkDocsConfig) -> None:
        """Finish the pages; publish them if MkDocs will not tell of its end."""
        if self._inner:  # the build of another language, in the midst of the first
            self._inner -= 1
            return
        self._writing = False
        self.build.finish_pages(config)
        self._last = None  # as large as this one
        if not self._begun:
            self._publish()

    def _watch_all(self, config: MkDocsConfig) -> None:
        """Watch what a build depends on, also what came since MkDocs was started."""
        if self._server is not None:
            known = map(Path, watched(config, self.build.build.folder))
            self._server.watch_also([*known, *self.build.files_read()])

    def fail(self, error: Exception) -> None:
        """The site is not good, whatever the fault was.

        Raises:
            PluginError: The disk is full; a traceback would not say it as clearly.
        """
        self._writing, self._inner = False, 0
        if isinstance(error, Superseded) and self._last is not None:
            self.build.close()
            self._build, self._last.superseded = self._last, False
        elif self._build is not None:
            self._build.good = False
        if not self._begun:
            self._close_folder()
        if isinstance(error, OSError) and error.errno in FULL:
            raise PluginError(f"{error.strerror}: {error.filename or 'the site'}\n{KEPT}") from None

    def end(self) -> None:
        """Publish a good site; leave the last good one alone otherwise."""
        try:
            self._publish()
        finally:
            if self._build is not None:
                self._build.close()
            if self._edits is not None:
                self._edits.end()
            if self._pool is not None:
                self._pool.close()

    def _publish(self) -> None:
        try:
            if self._folder is not None and self._build is not None and self._build.good:
                log.info(f"Published to {self._folder.publish()}")
                if self._unchanged is not None:
                    self._unchanged.remember(self._build.build.depends())
        finally:
            self._close_folder()

    def _close_folder(self) -> None:
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def _cancel(self) -> None:
        """End the build that goes on, or at least its runs."""
        build, server = self._build, self._server
        if build is None:
            return
        runs = self._pool if build.build.is_running() else None
        is_built = server is not None and server.is_building and not build.good
        build.superseded |= runs is not None or is_built
        if runs is not None:
            runs.cancel()

    def _is_source(self, path: str) -> bool:
        """Whether a file is one that no run writes."""
        if self._config is None or self._build is None:
            return False
        states = [*self._build.build.snippets.values()]
        return is_source(path, self._config, [state.file for state in states])

    def _have_pool_ready(self, config: MkDocsConfig, options: SiteOptions) -> None:
        """Where nothing has run yet, torch is imported from now on, while all else goes on."""
        if self._pool is None and nothing_has_run(config):
            self._start_pool(texts_of_site(config, options))

    def _start_pool(self, texts: Sequence[str]) -> Runner:
        """Who runs the snippets; in `serve` it stays warm from build to build."""
        from livecells.run.job import Limits

        try:
            self._pool = self._pool or runner(texts, log.info)
        except ValueError as error:
            raise PluginError(str(error)) from None
        if self._build is not None:
            self._pool.limits = Limits.of(self._build.options)
        self._pool.start()
        return self._pool
