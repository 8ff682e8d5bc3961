"""Options of sites and themes that cannot be had, refused before anything runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from livecells.options import SiteOptions
from livecells.publish.social_cards import missing
from mkdocs_site.config import KEPT, inherited, line_of

INSTANT = "navigation.instant"
WHY = (
    "theme.features: {} cannot be used: it puts the next page into the one that is open, "
    "and buttons and formulas of a page begin to work when a page is loaded; leave it out"
)
CARDS = (
    "cards are drawn with {}, not installed here: install the extra `site`, as in "
    "`pip install 'autograd-live[site]'`, or leave the option out"
)


def check_theme(config: MkDocsConfig) -> None:
    """Look for options that would leave pages half working.

    Args:
        config: MkDocs' own configuration.

    Raises:
        PluginError: There is one; the message has its place.
    """
    for feature in map(str, config.theme.get("features") or ()):
        if feature == INSTANT or feature.startswith(f"{INSTANT}."):
            own = Path(config.config_file_path)
            place = next(_places([own, *inherited(own)], feature), os.path.relpath(own))
            raise PluginError(f"{place}: {WHY.format(feature)}.\n{KEPT}")


def _places(files: list[Path], word: str) -> Iterator[str]:
    """Where a word stands as a value of its own: file and line."""
    for file in files:
        if file.is_file():
            for event in yaml.parse(file.read_text("utf-8"), Loader=yaml.SafeLoader):
                is_it = isinstance(event, yaml.ScalarEvent) and event.value == word
                if is_it and event.start_mark is not None:
                    yield f"{os.path.relpath(file)}:{event.start_mark.line + 1}"


def check_site_folder(site: Path, snippets: Path) -> None:
    """Refuse a folder of the site in which snippets stand, for a build replaces all of it.

    Raises:
        PluginError: The site would take the place of the snippets, or stand among them.
    """
    site, snippets = site.resolve(), snippets.resolve()
    if site.is_relative_to(snippets) or snippets.is_relative_to(site):
        where, own = os.path.relpath(site), os.path.relpath(snippets)
        what = f"the site cannot be written to {where}: the snippets stand in {own}"
        raise PluginError(f"{what}, and a build replaces the folder of the site.\n{KEPT}")


def check_cards(config: MkDocsConfig, options: SiteOptions, section: Sequence[str]) -> None:
    """Refuse to draw cards without what draws them, before anything runs.

    Raises:
        PluginError: Cards are wanted, and a package is not installed; the message has its place.
    """
    lacking = missing() if options.cards and config.site_url else []
    if lacking:
        file, path = Path(config.config_file_path), (*section, "cards")
        line = line_of(file, path)
        place = f"{os.path.relpath(file)}:{line}" if line else os.path.relpath(file)
        raise PluginError(
            f"{place}: {'.'.join(path)}: {CARDS.format(' and '.join(lacking))}\n{KEPT}"
        )
