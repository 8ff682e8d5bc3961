"""Counts what became of many programs of a fresh seed: `-m tests.engine.browser.fuzz --seed 7`.

Half are generated, half are changed snippets of the site. The rest of the tests take a sample of
the same; this tells the figures, and with `--told` writes each program that is not the same.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .engines import fates, on_stand_in, on_torch
from .mutations import mutated
from .programs import KINDS, program

SNIPPETS = Path(__file__).resolve().parents[3] / "snippets"
SEED = "import torch\ntorch.manual_seed(0)"  # for numbers that a changed program does not seed


def generated(seed: str) -> Iterator[tuple[str, str]]:
    """Programs of each kind in turn, without an end."""
    for number in itertools.count():
        for kind in KINDS:
            yield f"{kind} {number}", program(kind, f"{seed} {number}")


def changed(seed: str) -> Iterator[tuple[str, str]]:
    """Snippets of the site in turn, each time changed anew."""
    sources = {str(p.relative_to(SNIPPETS)): p.read_text() for p in sorted(SNIPPETS.rglob("*.py"))}
    for number in itertools.count():
        for name, source in sources.items():
            text = mutated(source, f"{seed} {number} {name}")
            if text is not None:
                yield f"{name} {number}", text


def programs(seed: str, count: int) -> dict[str, str]:
    """So many programs, the same for the same seed."""
    halves = zip(generated(seed), changed(seed), strict=False)
    return dict(itertools.islice(itertools.chain.from_iterable(halves), count))


def main() -> None:
    """Prints how many programs had which fate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--told", type=Path)
    given = parser.parse_args()
    cells = {name: [SEED, text] for name, text in programs(given.seed, given.count).items()}
    with ThreadPoolExecutor(2) as both:
        real, ours = both.map(lambda engine: engine(cells), (on_torch, on_stand_in))
    judged = fates(real, ours, cells)
    print(Counter(judged.values()))
    if given.told:
        told = [
            {"name": name, "fate": found, "text": cells[name][1], "torch": real[name]}
            | {"ours": ours[name]}
            for name, found in judged.items()
            if found != "same"
        ]
        given.told.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
