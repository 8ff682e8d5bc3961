r"""A second reader of the pages' equations: LaTeX to numbers with torch, in floats.

It shares no code with `livecells.formula`. It knows only what our pages write, refuses nothing that
is ambiguous, proves nothing, and takes derivatives with torch.autograd; so where both readers call
an equation true or false, they do so by different ways.
"""

from .judging import Paper
from .nodes import Unreadable

__all__ = ["Paper", "Unreadable"]
