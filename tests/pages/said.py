"""What a page says, however its lines are broken."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def says(page, sentence):
    """That a page has a sentence, however its lines are broken."""
    text = " ".join((DOCS / page).read_text(encoding="utf-8").split())
    return sentence in text
