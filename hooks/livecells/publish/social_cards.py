"""A picture for those who link to a page: 1200 by 630 pixels, as Open Graph asks for.

Pillow is loaded only where a card is not among those that are kept. The same words, module and
Pillow give the same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import math
from base64 import b64decode, b64encode
from collections.abc import Iterator, MutableMapping
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from livecells.below import below
from livecells.installed import installed
from livecells.source import source_digest
from livecells.store.digest import digest

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

    Face = ImageFont.FreeTypeFont
    Spot = tuple[int, int]

FOLDER = "assets/cards/"
DRAWN_WITH = {"PIL": "pillow", "matplotlib": "matplotlib"}  # the fonts are the second's
SIZE = (1200, 630)
EDGE, BAR, WIDE = 90, 18, 1020  # the margin, the bar at the left, and how wide text may be
PAPER, INK, QUIET, ACCENT, TINT = "#fcfcfa", "#1e252b", "#566069", "#0a6268", "#e3efed"
FORWARD, GRADIENT = "#1a62b0", "#a83b0a"
TITLE_SIZES = (76, 66, 58, 50)


def missing() -> list[str]:
    """The packages that draw cards and are not installed."""
    return [name for module, name in DRAWN_WITH.items() if not _is_there(module)]


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # something hides it
        return False


@dataclass(frozen=True)
class Card:
    """The words of a card."""

    site: str
    section: str
    title: str
    text: str


@dataclass
class Cards:
    """The cards of one build."""

    wanted: dict[str, Card] = field(default_factory=dict)

    def place(self, path: str, card: Card) -> str:
        """Ask for the card of a page.

        Args:
            path: The address of the page below the site's root.
            card: What stands on it.

        Returns:
            Where the card will be, below the site's root.
        """
        name = path.removesuffix(".html").strip("/") or "index"
        self.wanted[f"{FOLDER}{name}.png"] = card
        return f"{FOLDER}{name}.png"

    def write(self, site: Path, kept: MutableMapping[str, Any]) -> None:
        """Write every card that was asked for.

        Args:
            site: The folder of the site.
            kept: The cards of builds before, which are not drawn again.
        """
        versions = [installed().get(name) for name in DRAWN_WITH.values()]
        made_by = [source_digest(__name__), *versions]
        for path, card in self.wanted.items():
            key = digest([*astuple(card), made_by])
            data = kept.get(key)
            if data is None:
                data = kept[key] = b64encode(drawn(card)).decode()
            place = below(site, unquote(path))  # it is an address, and this is a file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b64decode(data))


# ----- Drawing -----

SHADES = 15  # between paper and an ink, for the edges of letters
INKS = (ACCENT, INK, QUIET)
PLAIN = (PAPER, TINT, FORWARD, GRADIENT)  # colours that no text has


def drawn(card: Card) -> bytes:
    """The card as a PNG: few colours, each with its number, so that nothing must be reduced."""
    from PIL import Image, ImageDraw

    image = Image.new("P", SIZE, PLAIN.index(PAPER))
    image.putpalette(bytes(part for colour in _palette() for part in colour))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, BAR, SIZE[1]), _number(ACCENT))
    for at, text, ink, face in _words(card):
        _write(image, at, text, ink, face)
    _graph(pen)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


@cache
def _palette() -> list[tuple[int, ...]]:
    """The plain colours, then for each ink its shades, the full ink last."""
    from PIL import ImageColor

    paper = ImageColor.getrgb(PAPER)
    made: list[tuple[int, ...]] = [ImageColor.getrgb(colour) for colour in PLAIN]
    for ink in map(ImageColor.getrgb, INKS):
        made += [
            tuple(round(p + (i - p) * shade / SHADES) for p, i in zip(paper, ink, strict=True))
            for shade in range(1, SHADES + 1)
        ]
    return made


def _number(colour: str) -> int:
    """Where the palette has a colour; of an ink, the full one."""
    if colour in PLAIN:
        return PLAIN.index(colour)
    return len(PLAIN) + SHADES * (INKS.index(colour) + 1) - 1


def _write(image: Image.Image, at: Spot, text: str, ink: str, face: Face) -> None:
    """Put a line of text on the card, its edges in the shades of its ink."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = map(math.floor, face.getbbox(text))
    mask = Image.new("L", (right - left + 1, bottom - top + 1))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, face)
    shades = [round(grey * SHADES / 255) for grey in range(256)]
    first = _number(ink) - SHADES
    inked = mask.point([first + shade for shade in shades], "L")
    seen = mask.point([255 * bool(shade) for shade in shades], "1")
    image.paste(inked, (at[0] + left, at[1] + top), seen)


def _words(card: Card) -> Iterator[tuple[Spot, str, str, Face]]:
    """The section, the title as large as it fits, the description, and the site's name."""
    yield (EDGE, 66), card.section, ACCENT, font("DejaVuSans-Bold", 32)
    size = next((s for s in TITLE_SIZES if len(_title(card, s)) <= 2), TITLE_SIZES[-1])
    at = 122
    for line in _title(card, size)[:3]:
        yield (EDGE, at), line, INK, font("DejaVuSans-Bold", size)
        at += round(size * 1.22)
    plain = font("DejaVuSans", 32)
    for line in list(lines(card.text, plain, WIDE))[:3]:
        yield (EDGE, at + 22), line, QUIET, plain
        at += 44
    yield (EDGE, 536), card.site, INK, font("DejaVuSans-Bold", 34)


def _title(card: Card, size: int) -> list[str]:
    return list(lines(card.title, font("DejaVuSans-Bold", size), WIDE))


def _graph(pen: ImageDraw.ImageDraw) -> None:
    """The sign of the site: values go one way, gradients come back."""
    spots = [(x, 556) for x in range(780, 1101, 80)]
    pen.line([(spots[0][0], 548), (spots[-1][0], 548)], _number(FORWARD), 5)
    pen.line([(spots[0][0], 564), (spots[-1][0], 564)], _number(GRADIENT), 5)
    for number, (x, y) in enumerate(spots):
        fill = _number(ACCENT if number == 0 else TINT)
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill, _number(ACCENT), 4)


def lines(text: str, face: Face, width: int) -> Iterator[str]:
    """The text in lines of at most that width; a longer word has a line of its own."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


@cache
def font(name: str, size: int) -> Face:
    """One of the fonts that come with matplotlib, laid out without the system's help."""
    from PIL import ImageFont

    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
