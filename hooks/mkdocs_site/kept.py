"""What one build keeps for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from livecells.builder.runnable import Kept as Verdicts
from livecells.publish.social_cards import Cards
from livecells.store.store import Store
from livecells.store.table import Table


class Kept:
    """The store of runs, and tables of what takes long to make; all of it may be deleted."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.formulas: Table[str] = Table(self.store, "maths")
        self.checks: Table[list[dict[str, object]]] = Table(self.store, "checks")
        self.templates: Table[str] = Table(self.store, "templates")
        self.notebooks: Table[str] = Table(self.store, "jupyter")
        self.runnable: Table[Verdicts] = Table(self.store, "runnable")
        self.judged: Table[bool] = Table(self.store, "judged")

    def write_cards(self, cards: Cards, site: Path) -> None:
        """Write the cards that were asked for; their table is read only for them."""
        if cards.wanted:
            table: Table[str] = Table(self.store, "cards")
            cards.write(site, table)
            table.save()

    def save(self) -> Iterator[str]:
        """Save all, without what nothing uses any more; gives what there is to warn of."""
        tables = (self.formulas, self.checks, self.notebooks, self.templates, self.runnable)
        for table in (*tables, self.judged):
            table.save()
        self.store.prune()
        yield from self.store.notes
