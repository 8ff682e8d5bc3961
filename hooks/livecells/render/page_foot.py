"""The box with what a page offers to take home, as HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Link = tuple[str, str]  # words, and the address as the page sees it


@dataclass(frozen=True)
class TakeHome:
    """What a page offers to take home.

    Attributes:
        what: What the links have of the site, such as `this page`.
        files: Links to files of the site.
        archive: The address of the archive of everything.
        torch: The version of PyTorch that made the outputs; nothing where none did.
        needs: The libraries beside it that the files import.
        services: Links to services that open the notebook among the files.
        more: A sentence for the end.
    """

    what: str
    files: Sequence[Link]
    archive: str
    torch: str = ""
    needs: Sequence[str] = ()
    services: Sequence[Link] = ()
    more: str = ""


def take_home_html(offer: TakeHome) -> str:
    """The box of an offer, for the foot of a page or below the title of a lab."""
    everything = _link("everything of this site in one archive", offer.archive, " download")
    files = ", ".join(_links(offer.files, " download"))
    sentences = [f"Download {files} or {everything}."]
    if offer.torch:
        sentences.append(f"Made with PyTorch {html.escape(offer.torch)}.")
    if offer.needs:
        names = " and ".join(f"<code>{html.escape(name)}</code>" for name in offer.needs)
        sentences.append(f"To run all of it, have {names} installed as well.")
    if offer.services:
        sentences.append(f"Open the notebook in {' or '.join(_links(offer.services))}.")
    if offer.more:
        sentences.append(html.escape(offer.more))
    return (
        '<div class="admonition lc-home" data-search-exclude>'
        f'<p class="admonition-title">Take {html.escape(offer.what)} home</p>'
        f"<p>{' '.join(sentences)}</p></div>"
    )


def _links(links: Iterable[Link], mark: str = "") -> list[str]:
    return [_link(words, address, mark) for words, address in links]


def _link(words: str, address: str, mark: str) -> str:
    return f'<a href="{html.escape(address)}"{mark}>{html.escape(words)}</a>'
