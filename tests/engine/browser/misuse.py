"""Calls of all that torch offers, with arguments that nobody thought of: most of them are errors.

The names are those that torch itself lists, so that none is left out; what it says of each call is
told by torch as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

FUNCTIONS = (
    *("()", "(2.)", "('a')", "([1.])", "(None)", "(2.,x)", "(2.,3)", "([1.],x)", "([1.],1)"),
    *("('a',x)", "(None,x)", "(2.,x,x)", "([1.],dim=0)", "(True,i)", "(2.,other=x)"),
    *("([1.,2.],x,x)", "(x,'a')", "(x,None)", "(x,[1.])", "(x,foo=1)", "(x)", "(x,x)", "(x,1)"),
    *("(x,2.)", "(x,i)", "(i)", "(x,x,x)", "(x,x,x,x,x,x,x,x,x)"),
)
METHODS = (
    *("('a')", "([1.])", "(None)", "(x,'a')", "(2.,'a')", "(1,2,3,4,5,6)", "(dim='a')"),
    *("(foo=1)", "(x,foo=1)", "(1,foo=1)", "({})", "(object)"),
)
OF_LEAF = ("()", "(1)", "(0)", "(-1)", "(x)", "(i)", "(2.)", "(1,1)", "(0,1)", "(x,x)", "(True)")
SPACES = {
    "torch": torch,
    "F": torch.nn.functional,
    "torch.linalg": torch.linalg,
    "torch.special": torch.special,
}
# What reads files, starts machines, gives whatever lies in memory or lasts for all that follow.
LEFT_OUT = (
    *("compile", "load", "save", "import_ir_module", "from_file", "seed", "vmap", "empty"),
    *("set_num", "set_default", "set_printoptions", "manual_seed", "initial_seed", "set_rng"),
    *("share_memory_", "storage", "set_", "resize", "numpy", "data_ptr", "record_stream"),
    *("apply_", "map_", "map2_", "exponential_", "geometric_", "cauchy_", "log_normal_"),
    *("normal_", "uniform_", "random_", "cuda", "xpu", "mtia", "ipu", "hpu", "to_mkldnn"),
    *("to_sparse", "backward", "quantize", "fbgemm", "init_num_threads", "fork", "wait"),
    *("boolean_dispatch", "torch_function", "enable_grad", "no_grad", "inference_mode"),
    *("set_grad_enabled", "set_warn", "use_determin", "set_determin", "set_float32", "set_deter"),
    *("set_anomaly", "set_autocast", "autocast", "clear_autocast", "set_flush", "unify_type_list"),
)


def calls() -> list[str]:
    """All of them, as expressions."""
    return [*_of_functions(), *_of_methods()]


def _of_functions() -> Iterator[str]:
    for space, module in SPACES.items():
        for name in dir(module):
            if name[0].islower() and _tried(name) and callable(getattr(module, name)):
                yield from (f"{space}.{name}{given}" for given in FUNCTIONS)


def _of_methods() -> Iterator[str]:
    for name in dir(torch.Tensor):
        if name[0].islower() and _tried(name):
            yield from (f"x.detach().{name}{given}" for given in METHODS)
            yield from (f"x.{name}{given}" for given in OF_LEAF)


def _tried(name: str) -> bool:
    return not any(word in name for word in LEFT_OUT)
