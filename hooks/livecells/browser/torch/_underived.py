"""Steps without a rule: what they say to a second walk, and to forward mode."""

from ._graph import Mode, dual, record
from ._types import fault

NO_FORWARD = (
    "Trying to use forward AD with %s that does not support it because it has not been implemented "
    "yet.\nPlease file an issue to PyTorch at https://github.com/pytorch/pytorch/issues/new?template="
    "feature-request.yml so that we can prioritize its implementation or submit a PR adding the "
    "implementation to derivatives.yaml"
)


def backward_only(name, *inputs):
    """An operation that forward mode has no rule for."""
    if Mode.duals and any(map(dual, inputs)):
        fault(NotImplementedError, NO_FORWARD % name)


def once(made, inputs, error, text, name="NotImplemented"):
    """Numbers made by a step that has no derivative: to walk through it is an error."""

    def back(node, g):
        fault(error, text)

    return record(made.detach(), name, inputs, back)
