"""Functions and methods that few programs use: their modules are loaded at the first call."""

import importlib
import sys

from ._guard import guard_module, whole_class


def loaded(module, package, name):
    """What loads a module when it is called, and calls its function of this name."""
    made = []

    def f(*args, **kwargs):
        if not made:
            made.append(getattr(importlib.import_module(module, package), name))
        return made[0](*args, **kwargs)

    f.__name__ = name
    return f


MODULES = ("torch.special", "torch.nn.modules", "torch.utils.data")


def module(name):
    """A module that is loaded when it is first named, where it is one of these."""
    if name not in MODULES:
        return None
    return importlib.import_module(name)


def whole(name):
    """Guard a module of these, at its end: it may also be imported by its name."""
    made = sys.modules[name]
    vars(made).setdefault("__path__", [])
    guard_module(made)


def member(table, package, name, said=None):
    """A class of a module that is loaded when the class is first named; None of another name."""
    for place, names in table.items():
        if name in names.split():
            made = getattr(importlib.import_module(place, package), name)
            whole_class(made, f"{said or package}.{name}")
            return made
    return None


def later(table, package):
    """Each name of a table of modules, with what loads it."""
    for module, names in table.items():
        for name in names.split():
            yield name, loaded(module, package, name)


# Functions of torch that are methods of tensors too.
BOTH = {
    "._special_functions": "erfinv lgamma digamma logit i0",
    "._ranks": "kthvalue quantile nanquantile nanmedian mode cummax cummin msort aminmax",
    "._corners": "fmax fmin copysign dist",
    "._decomposed": "logdet",
    "._rearranged": "movedim moveaxis rot90 diff gradient tensor_split take_along_dim bincount",
    "._writers": "index_put index_copy put scatter_reduce",
}
FUNCTIONS = {"._kept": "save load", "._memory": "from_dlpack"}
