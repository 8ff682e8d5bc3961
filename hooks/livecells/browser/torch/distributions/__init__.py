"""torch.distributions: normal numbers and choices among classes."""

from .._missing import missing
from .._names_below import DISTRIBUTIONS
from ._choices import Categorical, RelaxedOneHotCategorical
from ._distribution import Distribution
from ._normal import Normal, kl_divergence


def __getattr__(name):
    missing("torch.distributions", name, DISTRIBUTIONS)
