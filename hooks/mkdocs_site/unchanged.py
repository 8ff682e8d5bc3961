"""A build that would write the same site again ends before it has begun."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import CountHandler

from livecells.notebook.schema import Depends
from livecells.options import SiteOptions
from livecells.publish.atomic_swap import clear
from livecells.store.last_build import Inputs, LastBuild
from livecells.store.store import Store
from mkdocs_site.inputs import Unknown, inputs

log = get_plugin_logger("live-site")

SAME = "Nothing has changed since the last build: {} stays as it is"
ANEW = "The site is made anew, since {}"
ALWAYS = "The site is always made anew, for {} may depend on anything"


class Unchanged:
    """Knows the last good build of a site, and remembers the next one.

    Args:
        config: MkDocs' own configuration; the site is not yet written elsewhere.
        options: The options of the site.
        store: The store of their runs.
    """

    def __init__(self, config: MkDocsConfig, options: SiteOptions, store: Store) -> None:
        self._site = Path(config.site_dir)
        self._last = LastBuild(store, self._site)
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._warnings)
        self._inputs: Inputs | None = None
        try:
            self._inputs = inputs(config, options)
        except Unknown as unknown:
            log.info(ALWAYS.format(unknown))

    def end_early(self) -> None:
        """Leave with success where a build would write the same; say in words why it would not."""
        clear(self._site)
        if self._inputs is None or not self._last.is_known():
            return
        why = self._last.difference(self._inputs)
        if why:
            log.info(ANEW.format(why))
            return
        log.info(SAME.format(os.path.relpath(self._site)))
        sys.exit()

    def remember(self, runs: Iterable[Depends]) -> None:
        """Remember a build whose site has been published, unless it had something to warn of."""
        if self._inputs is not None and not self._warnings.get_counts():
            self._last.remember(self._inputs, runs)
