"""Where the pages and files of a site end up."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

# ----- Places -----


@dataclass(frozen=True)
class Places:
    """Where pages end up: `urls` from a page's source to its address below the site's root.

    `base` is the site's own address with a slash at its end, or nothing where it is not known.
    """

    urls: Mapping[str, str]
    base: str = ""

    def text(self, uri: str) -> str:
        """Where the plain Markdown of a page stands."""
        url = self.urls[uri]
        if url and not url.endswith("/"):
            return f"{url.removesuffix('.html')}.md"
        return f"{url}index.md"

    def relative(self, path: str, file: str) -> str:
        """A path below the root, seen from a file below the root."""
        seen = posixpath.relpath(path or ".", posixpath.dirname(file) or ".")
        return f"{seen}/" if path.endswith("/") or not path else seen

    def file(self, uri: str) -> str:
        """The file of a page, which is named by its source."""
        url = self.urls[uri]
        return f"{url}index.html" if url.endswith("/") or not url else url

    def link(self, path: str, file: str) -> str:
        """As `relative`, or whole where the site's address is known."""
        return f"{self.base}{path}" if self.base else self.relative(path, file)


HOSTS = re.compile(
    r"https://(?P<host>github|gitlab)\.com/(?P<owner>[^/]+)/(?P<name>[^/]+?)(\.git)?/?\Z"
)


def launches(repo_url: str, branch: str, file: str) -> Iterator[tuple[str, str]]:
    """Where a notebook of the published site can be opened: (name, address).

    `branch` is the one that the site is published to. Colab knows GitHub only.
    """
    match = HOSTS.match(repo_url or "")
    if not match:
        return
    owner, name, path = match["owner"], match["name"], quote(file)
    if match["host"] == "github":
        colab = "https://colab.research.google.com/github"
        yield "Colab", f"{colab}/{owner}/{name}/blob/{branch}/{path}"
        where = f"gh/{owner}/{name}"
    else:
        where = f"gl/{quote(f'{owner}/{name}', safe='')}"
    tree = quote(f"lab/tree/{file}", safe="")
    yield "Binder", f"https://mybinder.org/v2/{where}/{quote(branch, safe='')}?urlpath={tree}"
