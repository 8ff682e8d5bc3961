"""The slots of a tensor."""

from ._graph import Mode
from ._storage import contiguous_strides
from ._types import Size

_FIELDS = (
    "_d",
    "shape",
    "dtype",
    "_o",
    "_st",
    "_vc",
    "_hooks",
    "_post_acc",
    "_gf",
    "_nr",
    "_g",
    "_acc",
    "_retains",
    "_base",
    "_multi",
    "_inf",
    "_rg",
    "_av",
    "_batched",
    "_zero",
    "_level",
    "_tangent",
    "_wrapped",
    "_lay",
    "_signless",
    "__weakref__",
)


class Fields:
    """Slots, so that `vars` of a tensor shows what a reader has put there, and nothing else.

    `_signless`: the signs of its zeros are not known.
    `_level` is the number of transforms of torch.func in which it was made; -1 in a vmap.
    """

    __slots__ = _FIELDS

    def _set(self, data, shape, dtype, strides=None, offset=0, counter=None):
        self._gf = self._g = self._acc = self._base = self._multi = None
        self._nr, self._retains, self._inf, self._rg = 0, False, Mode.inference, False
        self._d, self.shape, self.dtype, self._o = data, Size(shape), dtype, offset
        self._st = contiguous_strides(shape) if strides is None else tuple(strides)
        self._vc = [0] if counter is None else counter
        self._hooks, self._post_acc = [], []
        self._tangent = self._lay = None
        self._batched = self._wrapped = self._zero = self._signless = False
        self._level = Mode.transform if not Mode.vmap else -1

    def _become(self, other):
        """Take the numbers and the type of another tensor."""
        self._d, self.dtype, self._st, self._o = other._d, other.dtype, other._st, other._o
        self._lay = other._lay
