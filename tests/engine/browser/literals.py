"""Counts what becomes of listed calls whose numbers are others: `-m tests.engine.browser.literals`.

In each expression of the lists one number becomes another, nothing, a text, a tensor, a type. What
is not as on torch is told; where torch and the stand-in both say no in other words, it is wording.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .test_operations import _alike, error_kind, read, told_by

NUMBER = re.compile(r"(?<![\w.])(?:\d+\.\d*|\d+)(?![\w.])")
NAN = ["float('nan')", "None", "True"]
FRACTIONS = ["0.", "-1.", "-0.5", "1.", "2", "1e-30", "1e30", "float('inf')", "0", *NAN]
WHOLE = ["0", "-1", "-2", "-3", "1", "2", "3", "4", "5", "7", "1.0", "1.5", *NAN]
WHOLE += ["(0,)", "()", "(0,1)", "'sum'", "torch.float64", "x", "i", "s"]
# What gives whatever lies in memory.
UNSURE = re.compile(r"empty|nextafter")


def changed(seed: str, count: int) -> list[str]:
    """So many expressions, the same for the same seed."""
    draw, found = random.Random(seed), set[str]()
    texts = [text for name in ("operations", "errors") for text in read(name)]
    texts = [text for text in texts if NUMBER.search(text) and not UNSURE.search(text)]
    while len(found) < count:
        text = draw.choice(texts)
        at = draw.choice(list(NUMBER.finditer(text)))
        other = draw.choice(FRACTIONS if "." in at[0] else WHOLE)
        found.add(text[: at.start()] + other + text[at.end() :])
    return sorted(found - set(texts))


def fate(real: list[str], ours: list[str]) -> str:
    """What became of one."""
    if "REFUSED" in ours:
        return "refused"
    if _alike(real, ours):
        return "same"
    kinds = [error_kind(found) for found in (real, ours)]
    if not all(kinds):
        return "false"
    return "wording" if kinds[0] == kinds[1] else "another error"


def main() -> None:
    """Prints how many had which fate, and those that are neither the same nor refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--count", type=int, default=6000)
    given = parser.parse_args()
    texts = changed(given.seed, given.count)
    with ThreadPoolExecutor(2) as both:
        real, ours = both.map(
            lambda by_torch: told_by("expressions", texts, by_torch=by_torch), (True, False)
        )
    fates = {text: fate(real[text], ours[text]) for text in texts}
    for text, found in fates.items():
        if found not in ("same", "refused"):
            print(f"{found}: {text}\n  torch:    {real[text]}\n  stand-in: {ours[text]}")
    print(Counter(fates.values()))


if __name__ == "__main__":
    main()
