"""What stands round every public name: an error that torch would not raise becomes a refusal."""

import functools
import os
import re
import types

from ._absent import fill
from ._argument_types import Constructor, letter_of, places_of, taken, too_many, wrong
from ._mode import Mode
from ._storage import HERE
from ._types import fault, refuse

NO_STEPS = "iteration over a 0-d tensor"
OF_SIZES = re.compile(r"failed to unpack|^permute\(\) takes 1 ")
OF_METHOD = "argument 'other' (position 1)"  # in a function it is the second
# NumPy says nothing of this kind.
OF_TORCH = re.compile(r"RuntimeError|\w\(\): argument ")
# Torch's layers are made of other functions than those here.
MADE_OF = re.compile(r"(?:zeros|ones|full|rand|randn)(?:\(\)|:)")
# What is said within a function of an argument that torch looks at before.
INNER = (
    NO_STEPS,
    "len() of a 0-d tensor",
    "only integer tensors of a single element can be converted to an index",
    "can't multiply sequence by non-int of type 'float'",
)
SIZES = re.compile(r"\b(?:size|sizes|shape|shapes|dimensions?|dim|\d-?D)\b")
LIBRARY = os.path.dirname(os.__file__)
UNKNOWN = re.compile(r"got an unexpected keyword argument '(\w+)'\Z")
TELL = ("torch.tensor", "torch.zeros", "torch.ones")
OFFERED = ("size", "pin_memory", "out", "layout", "names", "memory_format", "generator")
NO_STEP = ("torch.Tensor.requires_grad_", "torch.Tensor.requires_grad", "torch.Tensor.detach_")
OPERATORS = ("__init__", "__call__", "__getitem__", "__setitem__", "__contains__", "__pow__")


_known = set()  # the classes that are guarded


def ours(error):
    """Whether an error began in these files, and not in code of the reader that they called."""
    names, step = [], error.__traceback__
    while step is not None:
        names.append(step.tb_frame.f_code.co_filename)
        step = step.tb_next
    for name in reversed(names):
        if name.startswith(HERE):
            return True
        if not name.startswith((LIBRARY, "<frozen")):
            return False
    return False


def _of_within(error):
    """Whether a function of these files took a tensor for a list: torch asks for its type first."""
    step = error.__traceback__.tb_next
    while step is not None:
        if not step.tb_frame.f_code.co_filename.startswith(HERE):
            return False
        step = step.tb_next
    return True


def guarded(fn, said, takes=places_of):
    """The same function; its own failures are refusals, which no `except` of a reader takes."""
    method = said.startswith("torch.Tensor.")
    plain = method or said.count(".") == 1 or said == "torch.Tensor"

    @functools.wraps(fn)
    def call(*args, **kwargs):
        places = takes(said) if callable(takes) else takes
        try:
            made = fn(*args, **kwargs)
            if places is not None and not taken(said, places, args, kwargs, method):
                refuse(f"{said} with an argument of this type")
            return made
        except Exception as error:
            if said.startswith("numpy.") and OF_TORCH.search(repr(error)) and ours(error):
                refuse(f"{said} as it is used here")  # NumPy has other errors than torch
            if said.startswith("torch.special.") and isinstance(error, TypeError):
                refuse(f"{said} as it is used here")  # torch tells of it by another name
            if str(error) in INNER[:2] and _of_within(error):
                refuse(f"{said} with an argument of this type")
            if not method and OF_METHOD in str(error):
                refuse(f"{said} as it is used here")
            if OF_SIZES.search(str(error)) and too_many(places, args, method):
                refuse(f"{said} of so many arguments")
            if isinstance(places, Constructor) and MADE_OF.match(str(error)):
                refuse(f"{said} as it is made here")
            if (
                Mode.vmap
                and plain
                and getattr(error, "of_torch", False)
                and _tells_sizes(error, args)
            ):
                refuse(f"what {said} says of sizes in vmap")  # torch counts the rows among them
            if Mode.grad and isinstance(error, (RuntimeError, IndexError)) and said not in NO_STEP:
                _stale_first([*args, *(args[0] if args and type(args[0]) is list else ())], error)
            if getattr(error, "of_torch", False) or not ours(error):
                early = isinstance(error, TypeError) and str(error) not in INNER  # of types alone
                if places is not None and not early and wrong(places, args, kwargs, method):
                    refuse(f"{said} with an argument of this type")
                raise
            unknown = UNKNOWN.search(str(error))
            if (
                unknown
                and unknown[1] not in OFFERED
                and said in TELL
                and (said == TELL[0] or all(letter_of(each) in ("i", "I") for each in args))
                and error.__traceback__.tb_next is None
            ):
                name = said.rpartition(".")[2]
                text = f"{name}() got an unexpected keyword argument '{unknown[1]}'"
                fault(TypeError, text)
            refuse(f"{said} as it is used here")

    call.guarded = True
    return call


def _tells_sizes(error, args):
    """Whether an error is about the dimensions of a row of a batch."""
    if not any(getattr(each, "_batched", False) for each in args):
        return False
    if str(error).startswith("vmap:"):  # the same for rows of any size
        return False
    return isinstance(error, IndexError) or bool(SIZES.search(str(error)))


def _stale_first(args, error):
    """Refuse an error beside a view that is none any more, of which torch often tells first."""
    for each in args:
        view = hasattr(type(each), "_multi") and each._multi and each._base is not None
        if view and each._stale() and each.requires_grad and "modified inplace" not in str(error):
            refuse("an error beside that of a view that is none any more")


def _untold(_):
    """Of a property torch's schemas tell nothing."""


def unwritable(said):
    """What is assigned to a property that only tells."""

    def assign(self, value):
        name = said.rpartition(".")[2]
        text = f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable"
        fault(AttributeError, text)

    return assign


def _wrapped(value, said, takes=places_of):
    if isinstance(value, types.FunctionType) and not hasattr(value, "guarded"):
        return guarded(value, said, takes)
    # A class stands under the names of several modules, and is guarded under the first alone.
    if hasattr(getattr(value, "__func__", getattr(value, "fget", None)), "guarded"):
        return None
    if isinstance(value, (classmethod, staticmethod)):
        return type(value)(guarded(value.__func__, said))
    if isinstance(value, property) and value.fget is not None:
        setter = value.fset and guarded(value.fset, said, _untold)
        return property(guarded(value.fget, said, _untold), setter or unwritable(said), value.fdel)
    return None


def guard_class(cls, said, keep=()):
    """Every public method of a class, and its operators."""
    for name, value in list(vars(cls).items()):
        public = not name.startswith("_") or name in OPERATORS or name == "_version"
        if public and name not in keep:
            takes = Constructor(value) if name == "__init__" else places_of
            new = _wrapped(value, f"{said}.{name}" if name not in OPERATORS else said, takes)
            if new is not None:
                setattr(cls, name, new)


def is_class_of_ours(value):
    if not isinstance(value, type) or issubclass(value, BaseException):
        return False
    return value.__module__.startswith("torch")


def _unlisted(said):
    """What `dir()` of a module calls: torch has more than is here."""
    return lambda: refuse(f"dir({said})")


def whole_class(cls, said):
    """All that a class has, and what torch's has besides."""
    for each in cls.__mro__[:-1]:
        if each not in _known:
            _known.add(each)
            guard_class(each, said)
    fill(cls, said)


def guard_module(module):
    """Every public function of a module, of its modules, and of its classes."""
    said = module.__name__
    module.__dir__ = _unlisted(said)
    for name, value in list(vars(module).items()):
        if name.startswith("_") or name == "missing":
            continue
        if isinstance(value, types.ModuleType) and value.__name__.startswith(said + "."):
            guard_module(value)
        elif isinstance(value, types.FunctionType):
            setattr(module, name, _wrapped(value, f"{said}.{name}") or value)
        elif is_class_of_ours(value):
            whole_class(value, f"{said}.{name}")
