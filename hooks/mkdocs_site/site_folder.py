"""Where a build writes the site, and where the site ends up once it is good."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from livecells.publish.atomic_swap import discard, publish, staging_folder
from mkdocs_site.config import KEPT

CHOOSE = "Another folder can be chosen by `site_dir` in mkdocs.yml, or by `-d FOLDER`."


class SiteFolder:
    """The folder of the site that somebody publishes: it changes only when a build was good.

    MkDocs' `site_dir` is another one from `stage` to `close`, and after that what it was before:
    `mkdocs gh-deploy` and mike read it once the site is built.
    """

    def __init__(self, config: MkDocsConfig) -> None:
        self._config = config
        self._target = config.site_dir
        self._staging: Path | None = None

    def stage(self) -> None:
        """Have the site written elsewhere for now.

        Raises:
            PluginError: No site could be published, so none needs to be built.
        """
        try:
            self._staging = staging_folder(Path(self._target))
        except OSError as error:
            raise self._refused(error) from None
        self._config.site_dir = str(self._staging)

    def holds(self, site_dir: str) -> bool:
        """Whether the site is written to that folder now."""
        return self._staging is not None and str(self._staging) == site_dir

    def publish(self) -> str:
        """Put the site in its place, and say which that is.

        Raises:
            PluginError: It could not be done; the last good site is where it was.
        """
        assert self._staging is not None
        try:
            publish(self._staging, Path(self._target))
        except OSError as error:
            raise self._refused(error) from None
        return self._shown()

    def close(self) -> None:
        """Give `site_dir` back, and clear away what was not published."""
        if self._staging is not None:
            self._config.site_dir = self._target
            discard(self._staging)
            self._staging = None

    def _shown(self) -> str:
        return os.path.relpath(self._target)

    def _refused(self, error: OSError) -> PluginError:
        why, named = error.strerror or str(error), str(error.filename or "")
        where = f" at {os.path.relpath(named)}" if named and ".part" not in named else ""
        return PluginError(f"{self._shown()}: cannot be written ({why}{where}). {CHOOSE}\n{KEPT}")
