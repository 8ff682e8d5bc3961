"""How a view was made, which says whether it, or what it looks at, may be edited with a record."""

from ._mode import Mode
from ._steps import short_name
from ._types import fault

FORBIDDEN = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace "
    "either both inside the %s block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
WHY = {
    "multi": " This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.",
    "function": " This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle view+inplace would override "
    "the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function.",
    "inference": FORBIDDEN % "inference_mode",
    "no_grad": FORBIDDEN % "no_grad",
}
ITSELF, INDIRECTLY = "is being", "its base or another view of its base has been"


def creation(t, several=False):
    """How a view of a tensor is made now; what a view was made in, its own views are in too."""
    if t._multi in ("inference", "frozen"):
        return t._multi
    if Mode.grad:
        return "multi" if several else t._multi
    return "inference" if Mode.inference else "no_grad"


def link(v, t, several=False):
    """Let one tensor be a view of another; of one made in inference mode torch keeps none."""
    v._inf, v._av = t._inf, t._vc[0]
    if t._inf:
        v._multi = t._multi
        return
    v._multi = creation(t, several)
    v._base = t if t._base is None else t._base


def may_edit_view(v, edited=ITSELF):
    """Raise what torch does where a view that was made so is edited with a record, or its base."""
    made = v._multi
    if made is None:
        return
    node = v._gf
    output = "" if node is None else f"Output {v._nr} of {short_name(node.name())}"
    if node is not None and made in ("multi", "function"):
        begun = f"{output} is a view and {edited} modified inplace."
    else:
        begun = f"{output} is a view of a view which was" if output else "A view was"
        begun += (
            f" created in {'inference' if made == 'inference' else 'no_grad'} mode and {edited}"
        )
        begun += f" modified inplace {'in normal mode' if made == 'inference' else 'with grad mode enabled'}."
    fault(RuntimeError, begun + WHY[made])
