"""The state of one MkDocs process: hooks are functions, so something has to remember for them."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from mkdocs_site.build import SiteBuild
from mkdocs_site.config import site_options

if TYPE_CHECKING:
    from livecells.pool.pool import Pool


class Process:
    """What lasts from the first event of MkDocs to its last, over the builds of `serve`."""

    def __init__(self) -> None:
        self._serving = False
        self._build: SiteBuild | None = None
        self._pool: Pool | None = None

    @property
    def build(self) -> SiteBuild:
        """The build that goes on."""
        assert self._build is not None
        return self._build

    def start(self, command: str) -> None:
        """Remember whether somebody watches, or a site is to be published."""
        self._serving = command == "serve"
        with contextlib.suppress(ValueError):  # not in the main thread: signals are another's
            signal.signal(signal.SIGTERM, _end)

    def begin(self, config: MkDocsConfig, given: Mapping[str, Any], section: Sequence[str]) -> None:
        """Begin a build, and end the one before.

        Args:
            config: MkDocs' own configuration.
            given: The options that the site sets.
            section: Where they stand in `mkdocs.yml`.

        Raises:
            PluginError: If the options of the site are not good.
        """
        options = site_options(config, given, section)
        if self._build is not None:
            self._build.close()
        self._build = SiteBuild(config, options, self._start_pool, serving=self._serving)
        self._build.begin(config)

    def fail(self) -> None:
        """The site is not good, whatever the fault was."""
        if self._build is not None:
            self._build.good = False

    def end(self) -> None:
        """Publish a good site; leave the last good one alone otherwise."""
        if self._build is not None:
            self._build.publish()
            self._build.close()
        if self._pool is not None:
            self._pool.close()

    def _start_pool(self, texts: Sequence[str]) -> Pool:
        """The processes that run snippets; in `serve` they stay warm from build to build."""
        from livecells.pool.pool import Pool
        from livecells.pool.preload import modules_for

        try:
            self._pool = self._pool or Pool(modules=modules_for(texts))
        except ValueError as error:
            raise PluginError(str(error)) from None
        self._pool.start()
        return self._pool


def _end(number: int, _: object) -> None:
    """End as Ctrl-C does, with everything cleared away; MkDocs itself would just drop dead."""
    sys.exit(128 + number)
