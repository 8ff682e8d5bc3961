"""Arguments of a type that torch does not take: what it would say of each is refused."""

from ._takes import FUNCTIONAL, TAKES
from ._tensor import Tensor
from ._types import _bool, _complex, _float, _int, dtype

LETTERS = {_bool: "b", _int: "i", _float: "f", _complex: "c", str: "s", type(None): "o", dtype: "d"}
NAMED = {"dtype": "do", "keepdim": "b", "largest": "b", "descending": "b", "alpha": "bcfin"}
PLACES = {word.partition(":")[0]: word.partition(":")[2].split(",") for word in TAKES.split()}
OF_FUNCTIONAL = dict(word.split(":") for word in FUNCTIONAL.split())


class Named(list):
    """The letters of places whose names are known too."""

    def __init__(self, places):
        pairs = [place.split("=") for place in places.split(",")]
        self.names = dict(pairs)
        super().__init__(letters for _, letters in pairs)


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


def places_of(said):
    """What a function takes at each place, if that is known; its first is a tensor of a method."""
    module, _, name = said.rpartition(".")
    if module in ("torch", "torch.Tensor", "torch.linalg", "torch.special"):
        prefix = {"torch.linalg": "linalg_", "torch.special": "special_"}.get(module, "")
        return PLACES.get(prefix + name)
    if module == "torch.nn.functional":
        return Named(OF_FUNCTIONAL[name]) if name in OF_FUNCTIONAL else PLACES.get(name)
    return None


def wrong(places, args, kwargs, method):
    """Whether torch has no function of this name for arguments of these types."""
    for k, (letters, value) in enumerate(zip(places, args, strict=False)):
        one_by_one = k == method == len(places) - 1  # sizes may stand so where nothing else does
        sizes = one_by_one and "I" in letters and letter_of(value) == "i"
        if not sizes and _not(value, letters):
            return True
    known = getattr(places, "names", NAMED)
    return any(name in known and _not(value, known[name]) for name, value in kwargs.items())


def _not(value, letters):
    known = letter_of(value)
    if known == "t" and "n" in letters and not value.dim() and not value.requires_grad:
        return False
    return known is not None and known not in letters and "*" not in letters
