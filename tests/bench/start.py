"""How long 20 snippets of 10 cells take, each in a process of its own, beside `import torch`.

    python tests/bench/start.py [--rounds 7] [--snippets 20]

Whole processes, one after the other and in turn, so that a machine whose speed drifts still gives
an honest ratio. Prints medians, the ratio, and the milliseconds a snippet beyond `import torch`.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CELLS = """
import torch

x = torch.arange({n}.0, {n}.0 + 6).reshape(2, 3).requires_grad_()
print(x)
---
y = x * {n} + 2
print(y)
---
z = 3 * y * y
print(z.grad_fn.name())
---
out = z.mean()
print(out)
---
out.backward()
print(x.grad)
---
w = torch.full((3,), 0.5, requires_grad=True)
print((x.detach() @ w).sum())
---
loss = ((x.detach() @ w - 1.0) ** 2).sum()
loss.backward()
print(w.grad)
---
a = torch.linspace(0, 1, {n} + 2, requires_grad=True)
a.sin().sum().backward()
print(a.grad)
---
print(torch.allclose(a.grad, a.detach().cos()))
---
for step in range(5):
    print(step, float((x.detach() ** step).sum()))
"""

RUN = [sys.executable, "-m", "livecells", "run"]


def write_snippets(folder: Path, count: int) -> None:
    """`count` files of ten cells that differ in their numbers."""
    for n in range(1, count + 1):
        cells = CELLS.format(n=n).split("---\n")
        text = "".join(f"# %% cell-{i}\n{cell}" for i, cell in enumerate(cells, start=1))
        (folder / f"s{n:04d}.py").write_text(f'"""Snippet {n}."""\n{text}')


def seconds(command: list[str]) -> float:
    """Wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--snippets", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_snippets(Path(folder), given.snippets)
        files = sorted(map(str, Path(folder).glob("*.py")))
        bare, ours = [], []
        for number in range(given.rounds + 1):
            pair = (
                seconds([sys.executable, "-c", "import torch"]),
                seconds([*RUN, *files, "--out", folder]),
            )
            if number:  # the first round fills the file cache
                bare.append(pair[0])
                ours.append(pair[1])
    ratios = [b / a for a, b in zip(bare, ours, strict=True)]
    extra = [(b - a) / given.snippets * 1000 for a, b in zip(bare, ours, strict=True)]
    print(f"import torch           {statistics.median(bare):6.2f} s")
    print(f"{given.snippets} snippets x 10 cells {statistics.median(ours):6.2f} s")
    print(f"ratio                  {statistics.median(ratios):6.2f}")
    print(f"beyond import torch    {statistics.median(extra):6.1f} ms a snippet")


if __name__ == "__main__":
    main()
