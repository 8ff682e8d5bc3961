"""torch.special."""

from ._functions import FUNCTIONS
from ._lazily import whole
from ._missing import missing
from ._names_below import SPECIAL
from ._special_functions import entr, i0e, i1, i1e

TWINS = {
    "digamma": "digamma",
    "erf": "erf",
    "erfc": "erfc",
    "erfinv": "erfinv",
    "exp2": "exp2",
    "expit": "sigmoid",
    "expm1": "expm1",
    "gammaln": "lgamma",
    "i0": "i0",
    "log1p": "log1p",
    "logit": "logit",
    "logsumexp": "logsumexp",
    "log_softmax": "log_softmax",
    "psi": "digamma",
    "sinc": "sinc",
    "softmax": "softmax",
    "xlogy": "xlogy",
}
globals().update({name: FUNCTIONS[twin] for name, twin in TWINS.items()})
__all__ = ["entr", "i0e", "i1", "i1e", *TWINS]


def __getattr__(name):
    missing("torch.special", name, SPECIAL)


whole(__name__)
