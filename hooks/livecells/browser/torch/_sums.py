"""Gradients that meet."""

from ._graph import record
from ._hidden import hide, hide_behind, is_hidden

ROWS = "rows"  # how deep a graph is where torch has walked back once for many rows


def sum_of_two(known, g, deep):
    """Of two gradients; in a graph of gradients it is not known which of them torch had first."""
    total = known + g
    hidden = any(t._gf is not None and is_hidden(t._gf) for t in (known, g))
    if total._gf is not None and (hidden or deep == ROWS):
        hide(total._gf)
    elif deep and total._gf is not None:
        hide_behind(total._gf)
    return total


def unsure_sum(g):
    """A gradient to which torch may have added zeros in a step of its own."""
    if g._gf is None:
        return g
    out = record(g.detach(), "AliasBackward0", [g], lambda node, gg: (gg,))
    hide(out._gf)
    return out
