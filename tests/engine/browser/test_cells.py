"""The cells of the site on the stand-in: what the page shows, or a refusal with its reason."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import in_its_folder

from livecells.builder import runnable
from livecells.builder.runnable import judged
from livecells.builder.runnable_process import StandIn

ROOT = Path(__file__).resolve().parents[3]
SNIPPETS = [
    path.relative_to(ROOT / "snippets").as_posix().removesuffix(".py")
    for path in sorted((ROOT / "snippets").rglob("*.py"))
]
DIFFERENT = (runnable.OTHER, runnable.OTHER_ERROR, runnable.OTHER_STDERR)
# Cells that get no button because the stand-in prints something else, and why it does.
KNOWN = {
    ("graph_lifetime", "hook-that-holds"): "a cycle that only C++ holds is freed here",
    ("checking_gradients", "single"): "what rounding of float32 leaves of a difference",
    ("first_network_nn", "side-by-side"): "the last digits after many steps",
    ("first_network_optim", "another-rate"): "the last digits after many steps",
    ("three_ways_to_a_slope", "single"): "what rounding of float32 leaves of a difference",
}


def test_no_cell_prints_anything_else(drawn) -> None:  # type: ignore[no-untyped-def]
    found = []
    with StandIn() as process:
        for name in drawn("cells of snippets", SNIPPETS, 6):
            run, _ = in_its_folder(name)
            for cell, verdict in judged(run, [], process).cells.items():
                if verdict.why in DIFFERENT and (name, cell) not in KNOWN:
                    found.append(f"{name}:{cell}: {verdict.why}")
    assert not found, "\n".join(found)
