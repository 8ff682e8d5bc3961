"""The names of real torch as the stand-in keeps them: run this file to write them anew."""

from __future__ import annotations

import importlib
import json
import sys
import textwrap
from pathlib import Path

import torch

STAND_IN = Path(__file__).resolve().parents[3] / "hooks/livecells/browser/torch"
MODULES = {
    "TORCH": "torch",
    "NN": "torch.nn",
    "FUNCTIONAL": "torch.nn.functional",
    "INIT": "torch.nn.init",
    "UTILS": "torch.nn.utils",
    "OPTIM": "torch.optim",
    "LR_SCHEDULER": "torch.optim.lr_scheduler",
    "TORCH_UTILS": "torch.utils",
    "DATA": "torch.utils.data",
    "CHECKPOINT": "torch.utils.checkpoint",
    "AUTOGRAD": "torch.autograd",
    "AUTOGRAD_FUNCTIONAL": "torch.autograd.functional",
    "AUTOGRAD_FUNCTION": "torch.autograd.function",
    "GRAPH": "torch.autograd.graph",
    "FUNC": "torch.func",
    "LINALG": "torch.linalg",
    "ATTENTION": "torch.nn.attention",
    "DISTRIBUTIONS": "torch.distributions",
    "SPECIAL": "torch.special",
    "FORWARD_AD": "torch.autograd.forward_ad",
    "AMP": "torch.amp",
    "FFT": "torch.fft",
}
HEAD = '"""Names that torch has, from its `dir()`: what of them is missing here is refused."""'


def public(thing: object) -> list[str]:
    return sorted(name for name in dir(thing) if not name.startswith("_"))


def names() -> dict[str, list[str]]:
    """Each set under its name in the stand-in."""
    found = {"TENSOR": public(torch.Tensor), "MODULE": public(torch.nn.Linear(1, 1))}
    for key, module in MODULES.items():
        found[key] = public(importlib.import_module(module))
    found["OPTIMIZER"] = public(torch.optim.SGD([torch.zeros(1)]))
    return found


def texts() -> dict[str, str]:
    """The two modules as they are written."""
    blocks = {
        key: f'{key} = frozenset(\n    """\n{textwrap.fill(" ".join(words), 99)}\n""".split()\n)'
        for key, words in names().items()
    }
    large = [blocks.pop("TENSOR"), blocks.pop("TORCH")]
    return {"_names.py": written(large), "_names_below.py": written(list(blocks.values()))}


def written(blocks: list[str]) -> str:
    return "\n".join([HEAD, "", *blocks]) + "\n"


if __name__ == "__main__":  # in a process of its own: `dir(torch)` grows with what is imported
    made = texts()
    if "--print" in sys.argv:
        json.dump(made, sys.stdout)
    else:
        for file, text in made.items():
            (STAND_IN / file).write_text(text, "utf-8")
