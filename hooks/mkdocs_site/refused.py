"""Options of sites and themes that cannot be had, refused before anything runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger

from livecells.options import SiteOptions
from livecells.publish.social_cards import missing
from mkdocs_site.config import KEPT, SECTION, inherited, place_of_key

log = get_plugin_logger("live-site")

INSTANT = "navigation.instant"
WHY = (
    "theme.features: {} cannot be used: it puts the next page into the one that is open, "
    "and buttons and formulas of a page begin to work when a page is loaded; leave it out"
)
CARDS = (
    "cards are drawn with {}, not installed here: install the extra `site`, as in "
    "`pip install 'autograd-live[site]'`, or leave the option out"
)
NO_CARDS = "cards: no pictures are made, for the site has no `site_url`"
ELSEWHERE = (
    "the options of a site with the plugin `livecells` stand in `plugins`, below its name, and"
    " nothing reads them here: write `- livecells: {...}` there"
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


def check_files(config: MkDocsConfig, section: Sequence[str]) -> None:
    """Refuse what MkDocs passes over: an option that is given twice, or at the other place.

    Args:
        config: MkDocs' own configuration.
        section: Where the options of the site stand.

    Raises:
        PluginError: There is one; the message has its place.
    """
    own = Path(config.config_file_path)
    for file in filter(Path.is_file, [own, *inherited(own)]):
        node = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
        for key in _twice(node):
            place = f"{os.path.relpath(file)}:{key.start_mark.line + 1}"
            raise PluginError(f"{place}: {key.value!r} is given twice.\n{KEPT}")
    if tuple(section) != SECTION and SECTION[1] in config.extra:
        place = place_of_key(own, SECTION)
        raise PluginError(f"{place}: {'.'.join(SECTION)}: {ELSEWHERE}\n{KEPT}")


def _twice(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The keys that a section of a file, or one inside it, has again."""
    if isinstance(node, yaml.MappingNode):
        seen = set[str]()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen and key.value != "<<":
                yield key
            seen.add(str(key.value))
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)


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
    """Refuse to draw cards without what draws them, before anything runs; say where none come.

    Raises:
        PluginError: Cards are wanted, and a package is not installed; the message has its place.
    """
    if options.cards and not config.site_url:
        log.info(NO_CARDS)
    lacking = missing() if options.cards and config.site_url else []
    if lacking:
        path = (*section, "cards")
        place = place_of_key(Path(config.config_file_path), path)
        raise PluginError(
            f"{place}: {'.'.join(path)}: {CARDS.format(' and '.join(lacking))}\n{KEPT}"
        )
