"""Arguments of a type that torch does not take: what it would say of each is refused."""

import functools
import types

from ._takes import FUNCTIONAL, TAKES
from ._takes_named import CONSTRUCTORS, FIRST, IN_PYTHON, KEYWORDS
from ._tensor import Tensor
from ._types import _bool, _complex, _float, _int, dtype, kind

LETTERS = {_bool: "b", _int: "i", _float: "f", _complex: "c", str: "s", type(None): "o", dtype: "d"}
LETTERS.update(dict.fromkeys((dict, set, types.FunctionType, type), "x"))  # nothing takes those
LISTED = "EILFB"  # the letters of lists
NAMED = {"dtype": "do", "keepdim": "b", "largest": "b", "descending": "b", "alpha": "bcfin"}


def _table(text):
    """The rows of a text: what stands behind the name of each function."""
    return dict(word.split(":") for word in text.split())


def _by_name(row):
    """What may be given by each name, in the order of the places."""
    return dict(pair.split("=") for pair in row.split(","))


IN_ORDER, OF_TORCH = _table(TAKES), _table(KEYWORDS)  # a row is read when its function is called
OF_FUNCTIONAL, OF_PYTHON, OF_CLASSES = map(_table, (FUNCTIONAL, IN_PYTHON, CONSTRUCTORS))
NO_TENSOR = _table(FIRST)
SPACES = {"torch": "", "torch.Tensor": "", "torch.linalg": "linalg_", "torch.special": "special_"}


class Named(list):
    """The letters of places, and those of names."""

    def __init__(self, places, names):
        self.names = names
        super().__init__(places)


class Whole(Named):
    """Those of a function in Python, which may take any number of more."""


class Constructor:
    """What a class takes is known when one of it is made: several may share what makes them."""

    def __init__(self, fn):
        self.fn = fn

    def of(self, made):
        for cls in type(made).__mro__:
            if cls.__module__.startswith("torch") and cls.__name__ in OF_CLASSES:
                own = getattr(cls.__init__, "__wrapped__", None) is self.fn
                return _all_named(OF_CLASSES[cls.__name__], "*") if own else None
        return None


def _all_named(row, *first):
    # What Python hands on as a whole number may be a tensor of one.
    names = {name: f"{it}n" if it in ("i", "io") else it for name, it in _by_name(row).items()}
    return Whole([*first, *names.values()], names)


def letter_of(value):
    """What an argument is; None of what is not told apart."""
    known = LETTERS.get(type(value))
    if known is not None:
        return known
    if isinstance(value, Tensor):
        return "t"
    if not isinstance(value, (list, tuple)):
        return None
    if not value:
        return "E"
    first, *others = map(letter_of, value)
    if first == "i" and set(others) <= {"i", "b"}:
        return "I"  # True is taken for a number, but not at the first place
    within = {first, *others}
    if None in within or ("t" in within and len(within) > 1):
        return None
    return "L" if "t" in within else {"i": "I", "b": "B"}.get("".join(within), "F")


def in_order(name):
    """What a function takes at each place, if that is known."""
    row = IN_ORDER.get(name)
    return row and row.split(",")


def tells_first(name, args, kwargs):
    """Whether a function with so many arguments says that its first has to be a tensor."""
    return str(len(args) + len(kwargs)) in NO_TENSOR.get(name, "")


@functools.cache  # it is read when a function is first called
def places_of(said):
    """What a function takes at each place, if that is known; its first is a tensor of a method."""
    module, _, name = said.rpartition(".")
    if module in SPACES:
        return _of_torch(SPACES[module] + name)
    if module == "torch.nn.functional":
        return _all_named(OF_FUNCTIONAL[name]) if name in OF_FUNCTIONAL else in_order(name)
    row = OF_PYTHON.get(said.removeprefix("torch."))
    return _all_named(row) if row else None


def _of_torch(name):
    """An edit in place takes what its namesake takes."""
    names = OF_TORCH.get(name)
    if names is None:
        return in_order(name)
    row = in_order(name) or in_order(name.rstrip("_"))
    return Named(row or [], {**NAMED, **_by_name(names)})


fine = set()  # functions with the types of what they were given, where those alone tell


def taken(said, places, args, kwargs, method):
    """Whether torch has a function of this name for arguments of these types."""
    key = (said, *map(type, args), *kwargs, *map(type, kwargs.values()))
    if key in fine:
        return True
    if wrong(places, args, kwargs, method):
        return False
    if _told_by_types(places, args, kwargs):
        fine.add(key)
    return True


def _told_by_types(places, args, kwargs):
    """Whether others of the same types are taken too: no list, and no tensor for a number."""
    if isinstance(places, Constructor):
        places = places.of(args[0])
    known = getattr(places, "names", NAMED)
    pairs = [*zip(places or (), args, strict=False)]
    pairs += [(known.get(name, "*"), value) for name, value in kwargs.items()]
    return all(
        "*" in letters or type(v) in LETTERS or (isinstance(v, Tensor) and "t" in letters)
        for letters, v in pairs
    )


def wrong(places, args, kwargs, method):
    """Whether torch has no function of this name for arguments of these types."""
    if isinstance(places, Constructor):
        places = places.of(args[0])
        if places is None:
            return False
    for k, (letters, value) in enumerate(zip(places, args, strict=False)):
        one_by_one = k == method == len(places) - 1  # sizes may stand so where nothing else does
        sizes = one_by_one and "I" in letters and letter_of(value) == "i"
        if not sizes and _not(value, letters):
            return True
    if too_many(places, args, method):
        return True
    known = getattr(places, "names", NAMED)
    return any(name in known and _not(value, known[name]) for name, value in kwargs.items())


def too_many(places, args, method):
    """Whether a function that C++ reads the arguments of is given more than it has places."""
    if not places or isinstance(places, (Whole, Constructor)) or len(args) <= len(places):
        return False
    return not ("I" in places[-1] and len(places) - 1 == method)  # sizes may stand one by one


def _not(value, letters):
    if "*" in letters:
        return False
    known = letter_of(value)
    if (
        known == "t"
        and "n" in letters
        and "t" not in letters
        and not value.dim()
        and not value.requires_grad
    ):
        return kind(value.dtype) == 0 if "f" in letters else kind(value.dtype) != 1
    if known is None and isinstance(value, (list, tuple)):
        return not set(letters) & set(LISTED)
    return known is not None and known not in letters
