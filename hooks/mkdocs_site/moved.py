"""Old addresses of pages: each answers with a page that leads to the new one.

The front matter of a page lists the sources that it had before, `moved_from: [old-name.md]`.
"""

from __future__ import annotations

import html
import json
import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from mkdocs_site.config import KEPT

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
        PluginError: An address is no source of a page, or a page stands there.
    """
    taken = {page.file.dest_uri: page.file.src_uri for page in pages}
    for page, old in _moved(pages, config):
        other = taken.setdefault(old.dest_uri, page.file.src_uri)
        path = Path(config.site_dir, old.dest_uri)
        if other != page.file.src_uri or old.dest_uri == page.file.dest_uri:
            raise _refused(page, f"{old.src_uri!r} is the address of {other}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(page, old, config), encoding="utf-8")


def _moved(pages: Sequence[Page], config: MkDocsConfig) -> Iterator[tuple[Page, File]]:
    """Each page that has moved, with the file that it was."""
    for page in pages:
        given = page.meta.get(OPTION, [])
        if not isinstance(given, list):
            raise _refused(page, f"must be a list such as [old-name.md], not {given!r}")
        for name in given:
            if not isinstance(name, str) or not name.endswith(".md"):
                raise _refused(page, f"{name!r} is no source of a page: write old-name.md")
            source = posixpath.join(posixpath.dirname(page.file.src_uri), name)
            uri = posixpath.normpath(source)
            yield page, File(uri, config.docs_dir, config.site_dir, config.use_directory_urls)


def _refused(page: Page, words: str) -> PluginError:
    return PluginError(f"{page.file.src_uri}: {OPTION}: {words}\n{KEPT}")


def _text(page: Page, old: File, config: MkDocsConfig) -> str:
    link = get_relative_url(page.file.url, old.url)
    return PAGE.format(
        lang=html.escape(str(config.theme.get("language", "en"))),
        title=html.escape(str(page.title)),
        link=html.escape(link),
        target=json.dumps(link).replace("<", "\\u003c"),
    )
