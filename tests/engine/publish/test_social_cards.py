"""Cards: the same words give the same bytes, and any words fit."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from livecells.publish import social_cards
from livecells.publish.social_cards import SIZE, WIDE, Card, Cards, drawn, font, lines

CARD = Card("Site", "Section", "A title", "What the page is about.")


def test_the_same_words_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from livecells.publish.social_cards import Card, drawn;"
        f"sys.stdout.buffer.write(drawn({CARD!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == drawn(CARD)


@pytest.mark.parametrize("field", ["site", "section", "title", "text"])
def test_every_word_counts(field: str) -> None:
    words = {"site": "Site", "section": "Section", "title": "A title", "text": "What"}
    assert drawn(Card(**words)) != drawn(Card(**{**words, field: "Other"}))


@pytest.mark.parametrize("title", ["", "A", "A long title of very many words " * 8, "x" * 90])
def test_no_title_breaks_the_picture(title: str) -> None:
    image = pytest.importorskip("PIL.Image")
    with image.open(io.BytesIO(drawn(Card("S", "T", title, "text " * 90)))) as card:
        assert card.size == SIZE


def test_lines_are_as_wide_as_they_may_be_and_lose_no_word() -> None:
    text = "Which tensors keep a gradient after backward, and why the others drop it."
    face = font("DejaVuSans", 58)
    found = list(lines(text, face, WIDE))
    assert " ".join(found) == text
    assert len(found) > 1
    assert all(face.getlength(line) <= WIDE for line in found)


def test_pages_have_places_of_their_own(tmp_path: Path) -> None:
    kept: dict[str, str] = {}
    cards = Cards()
    places = [cards.place(path, CARD) for path in ("", "a/", "a/b/", "c.html")]
    assert places == [f"assets/cards/{name}.png" for name in ("index", "a", "a/b", "c")]
    cards.write(tmp_path, kept)
    assert all((tmp_path / place).read_bytes() == drawn(CARD) for place in places)
    assert len(kept) == 1


def test_what_is_kept_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}
    for folder in ("one", "two"):
        cards = Cards()
        cards.place("", CARD)
        cards.write(tmp_path / folder, kept)
        monkeypatch.setattr(social_cards, "drawn", lambda _: pytest.fail("drawn again"))
    one, two = (
        (tmp_path / folder / "assets/cards/index.png").read_bytes() for folder in ("one", "two")
    )
    assert one == two


def test_the_engine_comes_without_pillow() -> None:
    code = "import sys, livecells.publish.social_cards; assert 'PIL' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
