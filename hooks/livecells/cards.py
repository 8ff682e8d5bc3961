"""A picture for those who link to a page: 1200 by 630 pixels, as Open Graph asks for.

Pillow is loaded only where a card is not among those that are kept. The same words, module and
Pillow give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b64decode, b64encode
from collections.abc import Iterator, MutableMapping
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livecells.store import digest, installed

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

FOLDER = "assets/cards/"
SIZE = (1200, 630)
EDGE, BAR, WIDE = 90, 18, 1020  # the margin, the bar at the left, and how wide text may be
PAPER, INK, QUIET, ACCENT, TINT = "#fcfcfa", "#1e252b", "#566069", "#0a6268", "#e3efed"
FORWARD, GRADIENT = "#1a62b0", "#a83b0a"
TITLE_SIZES = (76, 66, 58, 50)


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
        """Where the card of the page at `path` will be, below the site's root."""
        name = path.removesuffix(".html").strip("/") or "index"
        self.wanted[f"{FOLDER}{name}.png"] = card
        return f"{FOLDER}{name}.png"

    def write(self, site: Path, kept: MutableMapping[str, Any]) -> None:
        """Write every card that was asked for; `kept` has those of builds before."""
        for path, card in self.wanted.items():
            key = digest([*astuple(card), made_with()])
            data = kept.get(key)
            if data is None:
                data = kept[key] = b64encode(drawn(card)).decode()
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(b64decode(data))


@cache
def made_with() -> str:
    """What decides, besides its words, how a card looks."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
    versions = installed()
    return f"{own} pillow {versions.get('pillow')} matplotlib {versions.get('matplotlib')}"


# ----- Drawing -----


def drawn(card: Card) -> bytes:
    """The card as a PNG."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, BAR, SIZE[1]), ACCENT)
    _words(pen, card)
    _graph(pen)
    made = io.BytesIO()
    # Few colours, all told apart by eye: a third of the bytes.
    image.quantize(64, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def _words(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The section, the title as large as it fits, the description, and the site's name."""
    pen.text((EDGE, 66), card.section, ACCENT, font("DejaVuSans-Bold", 32))
    size = next((s for s in TITLE_SIZES if len(_title(card, s)) <= 2), TITLE_SIZES[-1])
    at = 122
    for line in _title(card, size)[:3]:
        pen.text((EDGE, at), line, INK, font("DejaVuSans-Bold", size))
        at += round(size * 1.22)
    plain = font("DejaVuSans", 32)
    for line in list(lines(card.text, plain, WIDE))[:3]:
        pen.text((EDGE, at + 22), line, QUIET, plain)
        at += 44
    pen.text((EDGE, 536), card.site, INK, font("DejaVuSans-Bold", 34))


def _title(card: Card, size: int) -> list[str]:
    return list(lines(card.title, font("DejaVuSans-Bold", size), WIDE))


def _graph(pen: ImageDraw.ImageDraw) -> None:
    """The sign of the site: values go one way, gradients come back."""
    spots = [(x, 556) for x in range(780, 1101, 80)]
    pen.line([(spots[0][0], 548), (spots[-1][0], 548)], FORWARD, 5)
    pen.line([(spots[0][0], 564), (spots[-1][0], 564)], GRADIENT, 5)
    for number, (x, y) in enumerate(spots):
        fill = ACCENT if number == 0 else TINT
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill, ACCENT, 4)


def lines(text: str, face: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
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
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of the fonts that come with matplotlib, laid out without the system's help."""
    import importlib.util

    from PIL import ImageFont

    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
