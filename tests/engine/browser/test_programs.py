"""Programs of learners on the stand-in: what torch gives, or a refusal, and nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from .calls import GRAPHS, operators, spelled
from .calls import program as call
from .engines import Cells, fates, made_large, on_stand_in, on_torch
from .layouts import OPERATIONS
from .layouts import program as layout
from .mutations import mutated
from .programs import KINDS, program

pytestmark = pytest.mark.turns(2)

ROOT = Path(__file__).resolve().parents[3]
STAND_IN = ROOT / "hooks/livecells/browser/torch"
SNIPPETS = [
    path.relative_to(ROOT / "snippets").as_posix().removesuffix(".py")
    for path in sorted((ROOT / "snippets").rglob("*.py"))
]
# Of a hundred programs: refusals, and other digits or other words.
MOST = {"refused": 4, "digits": 4, "wording": 2}


SEED = "import torch\ntorch.manual_seed(0)"  # for numbers that a changed program does not seed


def judged(programs: dict[str, str]) -> Counter[str]:
    """How many programs had which fate; a false one fails at once, with its text."""
    cells = {name: [SEED, text] for name, text in programs.items()}
    real, ours = on_torch(cells), on_stand_in(cells)
    found = fates(real, ours, cells)
    wrong = [name for name, each in found.items() if each == "false"]
    assert not wrong, "\n".join(_told(programs[n], real[n], ours[n]) for n in wrong)
    return Counter(found.values())


def _told(text: str, real: Cells | None, ours: Cells) -> str:
    shown = [[cell["stdout"], cell["error"]] for cell in ((real or [])[-1:] + ours[-1:])]
    return f"{text}\ntorch:    {shown[0]}\nstand-in: {shown[-1]}"


@pytest.mark.slow
def test_no_program_gives_anything_else(drawn) -> None:  # type: ignore[no-untyped-def]
    cases = drawn("programs", [(kind, seed) for kind in KINDS for seed in range(150)], 24)
    found = judged(
        {f"{kind} {seed}": program(kind, f"{drawn.seed} {seed}") for kind, seed in cases}
    )
    for name, most in MOST.items():
        assert found[name] <= max(4, len(cases) * most // 100), found


WITHIN_HOOKS = """\
import torch as _torch
_seen = []
def _pack(t):
    _seen.append((tuple(t.shape), str(t.dtype)))
    return len(_seen), t
def _unpack(packed):
    _seen.append(packed[0])
    return packed[1]
_hooks = _torch.autograd.graph.saved_tensors_hooks(_pack, _unpack)
_hooks.__enter__()
"""
TOLD = "_hooks.__exit__(None, None, None)\nprint(_seen)"


@pytest.mark.slow
def test_hooks_are_asked_for_each_saved_tensor_when_torch_asks(drawn) -> None:  # type: ignore[no-untyped-def]
    """What is saved on the way there, and asked for on the way back, in its order."""
    kinds = ("prints", "graphs", "training", "transforms")
    cases = drawn("within hooks", [(kind, seed) for kind in kinds for seed in range(60)], 16)
    texts = {f"{kind} {seed}": program(kind, f"{drawn.seed} {seed}") for kind, seed in cases}
    programs = {name: [SEED, WITHIN_HOOKS, text, TOLD] for name, text in texts.items()}
    real, ours = on_torch(programs), on_stand_in(programs)
    found = fates(real, ours, programs)
    wrong = [name for name, each in found.items() if each == "false"]
    assert not wrong, "\n".join(_told(texts[name], real[name], ours[name]) for name in wrong)
    assert list(found.values()).count("same") >= 0.6 * len(found)


def test_only_what_torch_gives_otherwise_elsewhere_too_counts_as_rounding() -> None:
    def shown(*numbers: float) -> Cells:
        return [{"stdout": f"loss {numbers}", "error": None}]

    assert made_large(shown(2079.957, 1.0), shown(2096.237, 1.0), shown(2089.288, 1.0))
    assert not made_large(shown(2079.957, 1.0), shown(2079.958, 1.0), shown(2089.288, 1.0))
    assert not made_large(shown(2079.957, 1.0), shown(2096.237, 1.0), shown(2089.288, 2.0))
    assert not made_large(shown(2.0), shown(2.5, 1.0), shown(2.1))
    assert not made_large(shown(2.0), shown(2.5), [{"stdout": "loss (inf,)", "error": None}])


@pytest.mark.slow
def test_results_lie_in_memory_as_in_torch(drawn) -> None:  # type: ignore[no-untyped-def]
    cases = drawn("layouts", [(op, seed) for op in OPERATIONS for seed in range(8)], 150)
    found = judged({f"{op} {seed}": layout(op, f"{drawn.seed} {seed}") for op, seed in cases})
    assert found["same"] >= len(cases) * 0.9, found


def offered(names: list[str]) -> list[str]:
    """Those of torch's operators that the stand-in knows by one of their spellings."""
    tries = [
        f"try:\n    {way.format('x')}; print({name!r})\nexcept BaseException: pass"
        for name in names
        for way in spelled(name)
    ]
    text = "\n".join(["import torch", "F, x = torch.nn.functional, torch.ones(2)", *tries])
    return sorted(set(on_stand_in({"": [text]})[""][0]["stdout"].split()))


@pytest.mark.slow
def test_no_call_of_an_operator_gives_anything_else(drawn) -> None:  # type: ignore[no-untyped-def]
    names = offered(list(operators()))
    assert len(names) > 350
    cases = drawn("calls", [(name, seed) for name in names for seed in range(4)], 120)
    cells = {f"{name} {seed}": [SEED, call(name, f"c2 {seed}"), GRAPHS] for name, seed in cases}
    real, ours = on_torch(cells), on_stand_in(cells)
    wrong = [name for name, found in fates(real, ours, cells).items() if found == "false"]
    # Where torch and the stand-in both say no, they may begin with another fault of the call.
    wrong = [name for name in wrong if not (_fails(real[name]) and _fails(ours[name]))]
    assert not wrong, "\n".join(_told(cells[n][1], real[n], ours[n]) for n in wrong)


def _fails(run: Cells | None) -> bool:
    return bool(run and run[-1]["error"])


@pytest.mark.slow
def test_no_changed_cell_gives_anything_else(drawn) -> None:  # type: ignore[no-untyped-def]
    names = drawn("mutations", SNIPPETS, 8)
    programs = {}
    for name in names:
        text = mutated(
            (ROOT / "snippets" / f"{name}.py").read_text("utf-8"), f"{drawn.seed} {name}"
        )
        if text is not None:
            programs[name] = text
    judged(programs)


@pytest.mark.slow
@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="the lists are made with Python 3.11; torch hands on names of typing, which differ",
)
def test_the_names_of_torch_are_those_of_its_release() -> None:
    command = [sys.executable, str(Path(__file__).with_name("torch_names.py")), "--print"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for file, text in json.loads(done.stdout).items():
        kept = ast.parse((STAND_IN / file).read_text("utf-8"))
        assert ast.dump(kept) == ast.dump(ast.parse(text)), f"run torch_names.py: {file} is old"


@pytest.mark.slow
def test_what_steps_save_is_what_torch_s_graphs_tell() -> None:
    command = [sys.executable, str(Path(__file__).with_name("torch_saves.py")), "--print"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kept = (STAND_IN / "_saves.py").read_text("utf-8")
    assert kept == done.stdout, "run torch_saves.py: _saves.py is old"
