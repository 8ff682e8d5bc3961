"""What a check says to names that hold anything, and to right answers however they are typed."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import traceback
import warnings
from pathlib import Path

import pytest

LABS = Path(__file__).resolve().parents[3] / "snippets" / "labs"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(LABS.glob("*.py"))}
VALUES = [
    *("None", "'text'", "1.0", "torch.zeros(0)", "torch.tensor(1)", "[]", "[None] * 3", "{}"),
    "lambda *args, **options: None",
]
SLOW = {"largest_curvature"}  # its solution takes a hundred derivatives each time
RETURNS = ["None", "'text'", "1.0", "torch.zeros(0)", "torch.zeros(2, 5, requires_grad=True)", "()"]
SPELLINGS = {
    "float64": "torch.as_tensor({0}).detach().double()",
    "an array": "torch.as_tensor({0}).detach().numpy()",
    "from an array": "torch.from_numpy(torch.as_tensor({0}).detach().double().numpy())",
    "a list": "torch.as_tensor({0}, dtype=torch.float64).tolist()",
    "a tuple": "(*torch.as_tensor({0}, dtype=torch.float64).tolist(),)",
    "as torch prints them": "torch.as_tensor({0}).detach().double().mul(1e4).round().div(1e4)",
    "whole numbers": "torch.as_tensor({0}).long()",
}
# The numbers that a learner gives, on paper or by formula; in all other labs the answer is
# a function, or a tensor that has to record.
NUMBERS = {
    "another_mean": ["by_hand"],
    "cut_the_state": ["slopes"],
    "hidden_layer_by_hand": ["W_grad", "b_grad"],
    "how_long_a_step": ["landing", "swinging"],
    "inner_slope": ["by_hand"],
    "largest_curvature": ["curvature", "rate"],
    "one_complex_step": ["along_real", "along_imaginary"],
    "saved_by_a_layer": ["guess", "counted"],
    "slope_of_a_loop": ["by_hand", "by_nudge", "by_walk"],
    "slope_travels_along": ["square", "dsquare", "grown", "dgrown", "y", "dy"],
    "through_one_step": ["for_rate", "for_w"],
}
AS_TENSORS = {"one_jacobian_a_row": "jacobians", "steepest_row": "per_row", "weights_to_order": "v"}


def cells(name: str) -> dict[str, str]:
    parts = re.split(r"^# %% ([\w-]+).*$", TEXTS[name], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def said(name: str, answer: str) -> str | None:
    """What a check says, None where it is content; a raw error of the check itself is raised."""
    part, names = cells(name), {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(part["start"], "start", "exec"), names)
        exec(compile(answer, "answer", "exec"), names)
        try:
            exec(compile(part["check"], "check", "exec"), names)
        except AssertionError as refusal:
            return str(refusal)
        except Exception as error:
            if own(error):
                return f"The answer's own {error!r}"
            raise
    return None


def own(error: Exception) -> bool:
    """Whether an error was raised in the answer, or is about the arguments that it takes."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    last = [file for file in files if file in ("start", "answer", "check")][-1]
    return last == "answer" or "positional argument" in str(error)


def answered(name: str) -> dict[str, bool]:
    """The names that the solution makes and the check uses, and which of them are functions."""
    part = cells(name)
    found: dict[str, bool] = {}
    for node in ast.parse(part["solution"]).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = isinstance(node, ast.FunctionDef)
        elif isinstance(node, ast.Assign):
            stored = [one for target in node.targets for one in ast.walk(target)]
            found |= dict.fromkeys((one.id for one in stored if _is_stored(one)), False)
    return {one: kind for one, kind in found.items() if re.search(rf"\b{one}\b", part["check"])}


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def wrong_kinds(name: str) -> list[str]:
    """What is written below the solution, so that a name of the answer holds something else."""
    lines: list[str] = []
    for one, is_function in answered(name).items():
        lines += [f"del {one}", *(f"{one} = {value}" for value in VALUES)]
        if is_function:
            lines += [f"def {one}(*args, **options): return {value}" for value in RETURNS]
            lines.append(f"def {one}(*args, **options): raise ValueError('of the answer')")
    return lines


@pytest.mark.corpus(16)
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in TEXTS],
)
def test_a_check_meets_whatever_a_name_holds_with_a_sentence(name: str) -> None:
    solution = cells(name)["solution"]
    silent = [
        line for line in wrong_kinds(name) if said(name, f"{solution}\nimport torch\n{line}") == ""
    ]
    assert silent == []


def started(name: str) -> list[str]:
    """The names of the start that a check looks at before it goes on."""
    found = re.search(r"^as_started = \{(.*?)\}$", cells(name)["check"], re.MULTILINE | re.DOTALL)
    return re.findall(r'"(\w+)": (?:getattr|isinstance|callable)', found[1]) if found else []


@pytest.mark.corpus(30)
@pytest.mark.parametrize("name", [name for name in TEXTS if started(name)])
@pytest.mark.parametrize("value", ["None", "'text'", "object()"])
def test_a_check_says_which_name_of_the_start_was_lost(name: str, value: str) -> None:
    solution = cells(name)["solution"]
    for one in started(name):
        message = said(name, f"{solution}\n{one} = {value}")
        assert message == f"No longer what the start has made: {one}. Run it afresh."


def spelt(name: str, one: str, how: str) -> str | None:
    """What a check says to the right number in another spelling, None where it is content."""
    lines = [cells(name)["solution"], "import torch"]
    if how == "whole numbers":
        lines.append(f"whole = torch.equal(torch.as_tensor({one}), torch.as_tensor({one}).round())")
        return said(name, "\n".join([*lines, f"if whole: {one} = {SPELLINGS[how].format(one)}"]))
    if how == "a tuple":
        number = f"torch.as_tensor({one}).dim() == 0"
        return said(
            name, "\n".join([*lines, f"if not {number}: {one} = {SPELLINGS[how]}".format(one)])
        )
    return said(name, "\n".join([*lines, f"{one} = {SPELLINGS[how].format(one)}"]))


@pytest.mark.parametrize(("name", "ones"), NUMBERS.items())
@pytest.mark.parametrize("how", SPELLINGS)
def test_right_numbers_are_taken_however_they_are_typed(
    name: str, ones: list[str], how: str
) -> None:
    assert {one: spelt(name, one, how) for one in ones} == dict.fromkeys(ones)


@pytest.mark.parametrize(("name", "one"), AS_TENSORS.items())
@pytest.mark.parametrize("how", ["float64", "from an array", "whole numbers"])
def test_right_tensors_are_taken_in_any_type(name: str, one: str, how: str) -> None:
    assert spelt(name, one, how) is None


def test_checks_read_numbers_in_one_way() -> None:
    texts: dict[str, set[str]] = {"like": set(), "number": set()}
    for text in TEXTS.values():
        for helper, found in texts.items():
            found |= set(
                re.findall(rf"^def {helper}\(.*?(?=\n\n\n)", text, re.MULTILINE | re.DOTALL)
            )
    assert {helper: len(found) for helper, found in texts.items()} == {"like": 1, "number": 1}
