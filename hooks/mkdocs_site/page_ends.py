"""What stands on a page below its own text: a lab's notebook, and what to take home."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig

from livecells.builder.build import Build
from livecells.builder.labs import Lab
from livecells.builder.reports import torch_of
from livecells.errors import LiveError, PageError, Place
from livecells.export.downloads import ARCHIVE, Downloads, Offer
from livecells.export.lab_notebook import lab_notebook
from livecells.render.cells import failure_html
from livecells.render.jupyter_page import jupyter_html
from livecells.render.lab_page import lab_html
from livecells.render.page_foot import TakeHome, take_home_html

WORK = "Work in the notebook: this page only shows what is in it."


def converter(config: MkDocsConfig) -> Callable[[str], str]:
    """Markdown to HTML as the site's pages have it.

    Call it before the extension for live blocks is among the site's: text of a notebook has none.
    """
    known = Markdown(
        extensions=[*config.markdown_extensions], extension_configs=config.mdx_configs or {}
    )
    return lambda text: str(known.reset().convert(text))


class PageEnds:
    """Makes what stands below the text of the pages of one build.

    Args:
        build: The build.
        downloads: The files that pages offer, and where they stand.
        markdown: Converts the Markdown of a notebook's cell to HTML.
        drawn: Where notebooks are kept that mkdocs-jupyter has drawn.
    """

    def __init__(
        self,
        build: Build,
        downloads: Downloads,
        markdown: Callable[[str], str],
        drawn: MutableMapping[str, str],
    ) -> None:
        self._build, self._downloads = build, downloads
        self._markdown, self._drawn = markdown, drawn

    def html(self, uri: str, notebook_of: str | None = None) -> str:
        """What comes after the page's own text; nothing where there is nothing to take home.

        Args:
            uri: The page.
            notebook_of: A page whose notebook this one shows as Jupyter does.
        """
        if notebook_of is not None:
            return self._notebook(uri, notebook_of)
        lab = self._downloads.labs_at.get(uri)
        if lab is not None:
            return self._lab(lab)
        offer = self._downloads.offer(uri)
        return "" if offer is None else self._box(uri, offer)

    def _lab(self, lab: Lab) -> str:
        """The notebook of a lab; a box that says why not while somebody watches."""
        files = [("the notebook", lab.file)]
        if lab.facts.other:
            files.append(("one with other numbers", lab.other_file))
        offer = Offer("this lab", tuple(files), lab.snippet)
        try:
            places = self._downloads.places
            made = lab_notebook(self._build, lab, places, seen_from=places.file(lab.uri))
        except (LiveError, ValueError) as error:
            if not self._build.errors:
                raise
            return failure_html(f"{lab.snippet}.py", str(error), "")
        run = self._build.run_of(lab.snippet)
        assert run is not None
        return lab_html(made, run, self._markdown, self._box(lab.uri, offer, WORK))

    def _notebook(self, uri: str, aim: str) -> str:
        """The notebook of the page `aim` as Jupyter shows it; a box that says why not."""
        downloads = self._downloads
        names = downloads.snippets_of(aim) if aim in self._build.pages else []
        if not names:
            place = Place(self._build.pages[uri].path, 1)
            error = PageError(f"`notebook: {aim}` names no page that has a notebook", [place])
            self._build.errors.append(error)
            return failure_html(str(place), error.message, "")
        file = downloads.places.file(uri)
        try:
            made = downloads.page_notebook(aim, names[0], file)
        except (LiveError, ValueError) as error:
            if not self._build.errors:
                raise
            return failure_html(aim, str(error), "")
        source = downloads.file(f"{names[0]}.ipynb")
        offer = Offer("this notebook", (("the notebook", source),), names[0])
        sheet = self._build.options.jupyter_css
        at = downloads.places.relative(sheet, file)
        link = f'<link rel="stylesheet" href="{at}">' if sheet else ""
        return f"{link}{jupyter_html(made, self._drawn)}{self._box(uri, offer)}"

    def _box(self, uri: str, offer: Offer, more: str = "") -> str:
        downloads = self._downloads

        def seen(path: str) -> str:
            return downloads.places.relative(path, downloads.places.file(uri))

        notebooks = [path for _, path in offer.files if path.endswith(".ipynb")]
        services = [link for path in notebooks for link in downloads.launches(path)]
        return take_home_html(
            TakeHome(
                what=offer.what,
                files=[(words, seen(path)) for words, path in offer.files],
                archive=seen(downloads.file(ARCHIVE)),
                torch=torch_of(self._build, offer.snippet),
                needs=downloads.needs(offer),
                services=services,
                more=more,
            )
        )
