"""Which words mean what: Greek letters, accents, the functions the field calls by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

GREEK = frozenset(
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
        "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "varrho", "sigma",
        "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta",
        "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar", "imath",
        "jmath",
    }
)  # fmt: skip
ACCENTS = {
    "hat": "_hat", "widehat": "_hat", "bar": "_bar", "overline": "_bar", "tilde": "_tilde",
    "widetilde": "_tilde",
}  # fmt: skip
CONSTANTS = frozenset({"e", "pi"})

# Written name (lower case) -> the one name that `functions.py` knows it by.
BUILTIN = {
    "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "asin": "asin", "acos": "acos", "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "sec": "sec", "sech": "sech", "exp": "exp", "log": "log", "ln": "log", "sqrt": "sqrt",
    "sigma": "sigmoid", "sigmoid": "sigmoid", "relu": "relu",
    "softplus": "softplus", "silu": "silu", "erf": "erf", "sign": "sign", "sgn": "sign",
    "abs": "abs", "max": "max", "min": "min",
    "softmax": "softmax", "log_softmax": "log_softmax", "logsoftmax": "log_softmax",
    "logsumexp": "logsumexp", "sum": "sum", "mean": "mean", "tr": "trace", "trace": "trace",
    "diag": "diag", "norm": "norm",
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What a formula may refer to: variables (values or definitions) and functions of the page."""

    variables: Collection[str] = ()
    functions: Collection[str] = ()

    def is_variable(self, name: str) -> bool:
        """Whether the page has a value of this name."""
        return name in self.variables

    def is_function(self, name: str) -> bool:
        """Functions of the page win over built-in ones, and so do variables of the same name."""
        if name in self.functions:
            return True
        return name.lower() in BUILTIN and name not in self.variables

    def is_known(self, name: str) -> bool:
        """Whether the page has a value or a function of this name."""
        return self.is_variable(name) or self.is_function(name)
