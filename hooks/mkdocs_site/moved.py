"""Old addresses of pages: each answers with a page that leads to the new one.

The front matter of a page lists the sources that it had before, `moved_from: [old-name.md]`.
"""

from __future__ import annotations

import html
import json
import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from livecells.below import below, leads_below
from livecells.blocks.strict_yaml import FRONT
from livecells.errors import Place
from mkdocs_site.config import KEPT
from mkdocs_site.page_sources import content, in_two, shown_as

OPTION = "moved_from"
# The script keeps the place in the page, which no header and no `meta` of a static page can.
PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{link}">
<script>location.replace({target} + location.search + location.hash)</script>
<noscript><meta http-equiv="refresh" content="0; url={link}"></noscript>
</head>
<body>
<p>This page has moved: <a href="{link}">{title}</a></p>
</body>
</html>
"""


def write_moved(pages: Sequence[Page], config: MkDocsConfig) -> None:
    """Write a page for each old address.

    Raises:
        PluginError: An address is no source of a page, leads out of the site, or something stands
            there.
    """
    taken = {page.file.dest_uri: page.file.src_uri for page in pages}
    for number, page, old in _moved(pages, config):
        other = taken.setdefault(old.dest_uri, page.file.src_uri)
        if other != page.file.src_uri or old.dest_uri == page.file.dest_uri:
            raise _refused(page, config, f"{old.src_uri!r} is the address of {other}", number)
        try:
            _write(Path(config.site_dir), old.dest_uri, _text(page, old, config))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            what = f"{old.src_uri!r} cannot be an address: {why}"
            raise _refused(page, config, what, number) from None


def _write(site: Path, uri: str, text: str) -> None:
    """Write the page of an old address; raises OSError, and ValueError where a file stands."""
    path = below(site, uri)
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") != text:
        raise ValueError(f"the site has a file {uri}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _moved(pages: Sequence[Page], config: MkDocsConfig) -> Iterator[tuple[int, Page, File]]:
    """Each old address with its place in the list, the page, and the file that it was."""
    for page in pages:
        given = page.meta.get(OPTION, [])
        if not isinstance(given, list):
            words = f"must be a list such as [old-name.md], not {given!r}"
            raise _refused(page, config, words)
        for number, name in enumerate(given):
            if not isinstance(name, str) or not name.endswith(".md"):
                words = f"{name!r} is no source of a page: write old-name.md"
                raise _refused(page, config, words, number)
            source = posixpath.join(posixpath.dirname(page.file.src_uri), name)
            uri = posixpath.normpath(source)
            if not leads_below(uri):
                words = f"{name!r} leads out of the folder of the pages"
                raise _refused(page, config, words, number)
            file = File(uri, config.docs_dir, config.site_dir, config.use_directory_urls)
            yield number, page, file


def _refused(page: Page, config: MkDocsConfig, words: str, number: int = 0) -> PluginError:
    """The error about one entry of the list of a page, with its line."""
    shown = shown_as(page.file, Path(config.config_file_path).parent)
    place = Place(shown, _line(in_two(content(page.file, shown))[1], number))
    return PluginError(f"{place}: {OPTION}: {words}\n{KEPT}")


def _line(front: str, number: int) -> int:
    """The line of an entry of the list, or of the option where that is no list."""
    found = FRONT.match(front)
    node = yaml.compose(found[1] or "", Loader=yaml.SafeLoader) if found else None
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == OPTION:
            entries = value.value if isinstance(value, yaml.SequenceNode) else []
            mark = entries[number].start_mark if number < len(entries) else key.start_mark
            return int(mark.line) + 2
    return 1


def _text(page: Page, old: File, config: MkDocsConfig) -> str:
    link = get_relative_url(page.file.url, old.url)
    return PAGE.format(
        lang=html.escape(str(config.theme.get("language", "en"))),
        title=html.escape(str(page.title)),
        link=html.escape(link),
        target=json.dumps(link).replace("<", "\\u003c"),
    )
