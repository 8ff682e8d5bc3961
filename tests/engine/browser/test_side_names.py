"""An error about a name that torch has not, where Python looks for names that are near."""

from __future__ import annotations

import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from livecells.browser import side

HOOKS = Path(__file__).parents[3] / "hooks"
# Python does so in its reports since 3.12; here the report itself asks, whatever Python runs it.
PROGRAM = """
import sys, traceback
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/livecells/browser"]
import torch
from livecells.browser import side
plain = traceback.TracebackException.from_exception

def asking(error):
    if getattr(error, "name", None) is not None and hasattr(error, "obj"):
        dir(error.obj)
    return plain(error)

traceback.TracebackException.from_exception = asking
for look in (lambda: torch.ones(1).nothing, lambda: torch.nothing, lambda: torch.nn.Tanh().nothing):
    try:
        look()
    except AttributeError as error:
        print(side._report(error).splitlines()[-1], side.refusals())
"""


def test_the_report_is_made_and_nothing_counts_as_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, str(HOOKS)], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "AttributeError: 'Tensor' object has no attribute 'nothing' []",
        "AttributeError: module 'torch' has no attribute 'nothing' []",
        "AttributeError: 'Tanh' object has no attribute 'nothing' []",
    ]


def test_another_fault_of_a_report_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: BaseException) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(traceback.TracebackException, "from_exception", broken)
    with pytest.raises(ValueError, match="broken"):
        side._report(AttributeError("x"))


def test_errors_behind_one_another_and_in_groups_are_reached_once() -> None:
    first, second, third = AttributeError("a", name="a"), NameError("b", name="b"), KeyError("c")
    first.__cause__ = second
    second.__context__ = first  # a circle, which Python allows
    third.__context__ = ExceptionGroup("many", [first])
    side._suggest_nothing(third)
    assert (first.name, second.name) == (None, None)
