"""What each step of torch's graph saves, as the stand-in keeps it: run this file to write it anew.

It is read from the graphs of all operations in `operations.txt`, each with all leaves recording
and with one alone: what is saved only for one input is told by its place.
"""

from __future__ import annotations

import sys
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch.autograd.graph import GradientEdge

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.engine.browser import expressions

HERE = Path(__file__).resolve().parent
WRITTEN = HERE.parents[2] / "hooks/livecells/browser/torch/_saves.py"
LEAVES = ("x", "m", "s", "d", "t3", "z")
HEAD = '"""What torch\'s steps save, and whose gradients record, from the graphs that it makes."""'


@dataclass
class Step:
    """What was seen of the steps of one name."""

    names: set[str] = field(
        default_factory=set
    )  # of all that it has, tensors with `!`, and numbers
    seen: list[tuple[set[str], tuple[bool, ...]]] = field(default_factory=list)
    records: list[bool] = field(default_factory=list)


def nodes(tensor: torch.Tensor) -> Iterator[Any]:
    """The steps that C++ generates, from one result back."""
    waiting, known = [tensor.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is not None and node not in known:
            known.add(node)
            waiting += [each for each, _ in node.next_functions]
            if not node.name().startswith("torch::"):
                yield node


def saved(node: Any) -> dict[str, torch.Tensor | None]:
    """The tensors that a step has saved: None for those of a list, and for one that was edited."""
    found: dict[str, torch.Tensor | None] = {}
    for name in [name[11:] for name in dir(node) if name.startswith("_raw_saved_")]:
        raw = getattr(node, f"_raw_saved_{name}")
        try:
            value = getattr(node, f"_saved_{name}")
        except RuntimeError:  # edited since
            found[name] = None
            continue
        if isinstance(raw, (list, tuple)) and raw:
            found[name] = None
        elif isinstance(value, torch.Tensor):
            found[name] = value
    return found


def named(node: Any) -> set[str]:
    """What a step has under names of its own, with `!` behind what is kept as a tensor."""
    found = set(dir(node))
    names = {name.removeprefix("_saved_") for name in found if name.startswith("_saved_")}
    return {f"{name}!" if f"_raw_saved_{name}" in found else name for name in names}


def follows(part: torch.Tensor) -> bool | None:
    """Whether gradients record where a saved tensor does, and only then; None if not tried."""
    node: Any = part.grad_fn
    edges = [GradientEdge(each, nr) for each, nr in node.next_functions if each is not None]
    if node.name().startswith("torch::"):
        return None
    records = any(t is not None and t.requires_grad for t in saved(node).values())
    try:
        ones = torch.ones_like(part)
        made = torch.autograd.grad(part, edges, ones, create_graph=True, allow_unused=True)
    except RuntimeError:
        return None
    return any(g is not None and g.requires_grad for g in made) == records


def look(row: str, only: str | None, found: dict[str, Step]) -> None:
    """Note the steps of one operation."""
    torch.manual_seed(0)
    names = expressions.inputs()
    for leaf in LEAVES:
        names[leaf].requires_grad_(only in (None, leaf))
    names["y"] = names["x"] * 2
    try:
        value = eval(row, names)
    except Exception:
        return
    for part in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(part, torch.Tensor) and part.grad_fn is not None:
            for node in nodes(part):
                step = found.setdefault(node.name(), Step())
                step.names |= named(node)
                edges = tuple(each is not None for each, _ in node.next_functions)
                step.seen.append((set(saved(node)), edges))
            told = follows(part)
            if told is not None:
                found[part.grad_fn.name()].records.append(told)


def steps() -> dict[str, Step]:
    """All steps of all operations."""
    found: dict[str, Step] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in (HERE / "operations.txt").read_text("utf-8").splitlines():
            for only in (None, *LEAVES):
                look(row, only, found)
    return found


def words(step: Step) -> Iterator[str]:
    """The tensors that are saved always, or (`name@1`) always where an input records."""
    for name in sorted(set().union(*(seen for seen, _ in step.seen))):
        if all(name in seen for seen, _ in step.seen):
            yield name
            continue
        for place in range(min(len(edges) for _, edges in step.seen)):
            if all((name in seen) == edges[place] for seen, edges in step.seen):
                yield f"{name}@{place}"
                break


def listed(key: str, told: Iterator[tuple[str, list[str]]]) -> str:
    """One table: names without `Backward0`, each with its words, a few in each entry."""
    entries = [
        f"{name.removesuffix('Backward0')}:{','.join(part)}"
        for name, words in told
        for part in [words[k : k + 6] for k in range(0, len(words) or 1, 6)]
    ]
    return f'{key} = """\n{textwrap.fill(" ".join(entries), 99, break_long_words=False)}\n"""'


def text() -> str:
    """The module as it is written."""
    found = dict(sorted(steps().items()))
    saves = {name: list(words(step)) for name, step in found.items()}
    follow = [n for n, s in found.items() if saves[n] and s.records and all(s.records)]
    records = " ".join(name.removesuffix("Backward0") for name in follow)
    blocks = [
        listed("SAVES", ((name, told) for name, told in saves.items() if told)),
        listed("NAMES", ((name, sorted(step.names)) for name, step in found.items())),
        f'RECORDS = """\n{textwrap.fill(records, 99)}\n"""',
    ]
    return "\n".join([HEAD, "", *blocks]) + "\n"


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(text())
    else:
        WRITTEN.write_text(text(), "utf-8")
