"""Which words mean what: Greek letters, accents, the functions the field calls by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

GREEK = frozenset(
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
        "vartheta", "iota", "kappa", "varkappa", "lambda", "mu", "nu", "xi", "pi", "varpi", "rho",
        "varrho", "sigma", "varsigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega",
        "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
        "ell", "hbar", "imath", "jmath",
    }
)  # fmt: skip
ACCENTS = {
    "hat": "_hat", "widehat": "_hat", "bar": "_bar", "overline": "_bar", "tilde": "_tilde",
    "widetilde": "_tilde", "check": "_check", "breve": "_breve", "mathring": "_ring",
    "overleftarrow": "_left", "dot": "_dot", "ddot": "_ddot",
}  # fmt: skip
CONSTANTS = frozenset({"e", "pi"})

# Written name (in its own or in small letters) -> the one name that the evaluator knows it by.
BUILTIN = {
    "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "asin": "asin", "acos": "acos", "atan": "atan", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "arctanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh",
    "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "logit": "logit",
    "normal_quantile": "normal_quantile", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "sec": "sec", "sech": "sech", "exp": "exp", "log": "log", "ln": "log", "sqrt": "sqrt",
    "sigma": "sigmoid", "sigmoid": "sigmoid", "relu": "relu",
    "softplus": "softplus", "silu": "silu", "erf": "erf", "sign": "sign", "sgn": "sign",
    "abs": "abs", "max": "max", "min": "min",
    "softmax": "softmax", "log_softmax": "log_softmax", "logsoftmax": "log_softmax",
    "logsumexp": "logsumexp", "sum": "sum", "mean": "mean", "tr": "trace", "trace": "trace",
    "diag": "diag", "vec": "vec", "norm": "norm", "det": "det", "lg": "log10", "gelu": "gelu",
    "round": "round", "logsigmoid": "logsigmoid", "cot": "cot", "csc": "csc", "Phi": "normal_cdf",
    "logistic": "sigmoid", "Gamma": "gamma", "floor": "floor", "ceil": "ceil",
    "clip": "clip", "clamp": "clip",
}  # fmt: skip
_OTHERS = frozenset({"Sigma", "LN"})  # \Sigma is no sigmoid, and LN normalises a layer
# What f^{-1}(x) is of those whose inverse nobody takes for 1/f.
INVERSES = {
    "sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh",
    "sigmoid": "logit", "normal_cdf": "normal_quantile",
}  # fmt: skip
# What has a sign of its own, |x|, and is no name that a page could define.
SIGNS = frozenset({"abs", "|.|", "|det|", "norm", "inner", "det", "binom", "floor", "ceil"})
# Functions of a whole array: a subscript on their name picks an entry, softmax_i(x).
OF_ARRAYS = frozenset({"softmax", "log_softmax"})
# Operators that are known where they are typed as letters: Var[X], KL(p \\| q).
SPELLED_OUT = frozenset({"Var", "var", "Cov", "cov", "Std", "KL"})
# Letters that count positions; a subscript of several letters with another one is a word.
INDEX_LETTERS = frozenset("ijklmnpqrstuvabc")
# Words that have only such letters and are labels all the same.
LABEL_WORDS = frozenset({"in", "min", "min'", "bn", "cls", "is", "tr", "act", "init", "ctx"})


def is_label(letters: str) -> bool:
    """Whether letters of a subscript without commas are a word: new, hx; ij and abc are indices."""
    return len(letters) > 1 and (letters in LABEL_WORDS or not set(letters) <= INDEX_LETTERS)


@dataclass(frozen=True)
class Names:
    """What a formula may refer to: variables (values or definitions) and functions of the page.

    A name is spelled in one way: the letter or word, `_hat` and such, primes, a superscript label,
    a subscript: `y_hat`, `x'`, `W^[1]`, `x^(t+1)`, `theta_0`, `w_new`.
    """

    variables: Collection[str] = ()
    functions: Collection[str] = ()
    numbers: Collection[str] = ()  # those variables that have no entries
    arrays: Collection[str] = ()  # those that have entries for sure
    free: Collection[str] = ()  # those that have a value, and no definition

    def is_variable(self, name: str) -> bool:
        """Whether the page has a value of this name."""
        return name in self.variables

    def is_function(self, name: str) -> bool:
        """Functions of the page win over built-in ones, and so do variables of the same name."""
        if name in self.functions:
            return True
        return is_builtin(name) and name not in self.variables

    def is_known(self, name: str) -> bool:
        """Whether the page has a value or a function of this name."""
        return self.is_variable(name) or self.is_function(name)

    def with_heads(self, variables: Iterable[str], functions: Iterable[str]) -> Names:
        """The same with the names that a display itself defines; what is known stays what it is."""
        fresh = {name for name in functions if name not in self.variables}
        known = {name for name in variables if name not in self.functions}
        variables, functions = {*self.variables, *known}, {*self.functions, *fresh}
        return Names(variables, functions, self.numbers, self.arrays, self.free)


def builtin(name: str) -> str:
    r"""The evaluator's name of a function that is known everywhere."""
    return BUILTIN.get(name) or ("" if name in _OTHERS else BUILTIN.get(name.lower(), ""))


def is_builtin(name: str) -> bool:
    """Whether a function has this name everywhere."""
    return bool(builtin(name))
