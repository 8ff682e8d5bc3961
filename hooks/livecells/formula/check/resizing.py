"""What holds at random points, compared with arrays of other sizes, too."""

from __future__ import annotations

from collections.abc import Collection

from livecells.formula.check.assembly import Assembly
from livecells.formula.check.counts import at_other_counts, lengths_of
from livecells.formula.check.report import Step
from livecells.formula.check.said import with_letters, with_one_size, with_sizes
from livecells.formula.check.sizes import (
    Place,
    Sizes,
    hold_at,
    is_for_all_sizes,
    pinned,
)
from livecells.formula.check.statement import StatementCheck
from livecells.formula.check.symbols_of import used_names
from livecells.formula.evaluate.symbols import made_of
from livecells.formula.syntax.tree import Chain, walk


def at_other_sizes(
    assembly: Assembly,
    chain: Chain,
    check: StatementCheck,
    found: list[Step],
    first: int,
    sized: Collection[Place],
) -> list[Step]:
    """What holds at random points has to hold for arrays of other sizes, too.

    Returns:
        The steps; where sizes that the display states have kept it from that, they say so.
    """
    places = [
        first + k
        for k, step in enumerate(found)
        if step.route == "points" and is_for_all_sizes(check.chain, first + k)
    ]
    used = (
        made_of(assembly.definitions, used_names(check.formula.exprs)) & assembly.definitions.keys()
    )
    bodies = [assembly.definitions[n] for n in used]
    roots = [*check.formula.exprs, *(body.body for body in bodies)]
    letters = lengths_of(check.names, [node for root in roots for node in walk(root)])
    found = at_other_counts(assembly, chain, check, found, first, letters.keys())
    keep = pinned(check.formula.exprs, bodies, check.names, letters)
    if not any(step.route == "points" for step in found) or (chain.ranges and not letters):
        return found
    sizes = Sizes(check.names, keep | set(sized), letters) if keep is not None else None
    tried = _tried(assembly, chain, check, places, sizes) if sizes and places else set()
    if tried is None:
        found, tried = with_one_size(found), set()
    found = with_letters(found, {n: v for n, v in letters.items() if n not in tried})
    return with_sizes(found, check.names, {name for name, _ in sized})


def _tried(
    assembly: Assembly, chain: Chain, check: StatementCheck, places: list[int], sizes: Sizes
) -> set[str] | None:
    """Compare with other sizes.

    Returns:
        Which letters for numbers of entries had other values; None where no other sizes fit.
    """
    tried: set[str] = set()
    fitted = False
    signs = {check.chain.relations[place] for place in places}
    for _ in sizes.ways(signs):
        if sizes.apart < 0 and tried >= sizes.letters.keys():
            break
        known = sizes.group, sizes.letters
        other = assembly.resized(chain, sizes)
        if other is None or sizes.letters.keys() != known[1].keys():
            sizes.group, sizes.letters = known  # another size may be one that fits
        if other is not None:
            hold_at(other, places, check)
            fitted = True
            tried |= {n for n, v in other.names.whole.items() if v != check.names.whole.get(n)}
    return tried if fitted else None
