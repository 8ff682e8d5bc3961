"""Modules of torch that are not here: what imports one is told so, as for any other name."""

import importlib.abc
import sys

from ._types import refuse

# The modules of torch itself; what lies below them is real or refused in vain.
REAL = frozenset(
    [
        "accelerator",
        "amp",
        "ao",
        "autograd",
        "backends",
        "compiler",
        "contrib",
        "cpu",
        "cuda",
        "distributed",
        "distributions",
        "export",
        "fft",
        "func",
        "functional",
        "futures",
        "fx",
        "hub",
        "jit",
        "library",
        "linalg",
        "masked",
        "monitor",
        "mps",
        "mtia",
        "multiprocessing",
        "nativert",
        "nested",
        "nn",
        "numa",
        "onnx",
        "optim",
        "overrides",
        "package",
        "profiler",
        "quantization",
        "quasirandom",
        "random",
        "return_types",
        "serialization",
        "signal",
        "sparse",
        "special",
        "storage",
        "testing",
        "torch_version",
        "types",
        "utils",
        "version",
        "xpu",
    ]
)


class Finder(importlib.abc.MetaPathFinder):
    """Comes last, so that it sees what no other finder has found."""

    def find_spec(self, fullname, path=None, target=None):
        first, _, rest = fullname.partition(".")
        name = rest.partition(".")[0]
        if first == "torch" and (name in REAL or name.startswith("_")):
            refuse(fullname)


def refuse_others():
    """Have each module of torch that is not here refused, wherever it would lie."""
    kept = [one for one in sys.meta_path if type(one).__name__ != "Finder"]
    sys.meta_path[:] = [*kept, Finder()]
    for name, module in list(sys.modules.items()):
        if name.startswith("torch."):
            vars(module).setdefault("__path__", [])  # it may have modules of its own in torch
