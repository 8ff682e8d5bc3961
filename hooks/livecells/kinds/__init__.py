"""The blocks that pages may use: each kind in one module, and all of them here."""

from livecells.builder.kinds import registry
from livecells.kinds.apis import Apis
from livecells.kinds.checked import Checked
from livecells.kinds.equation import Equation
from livecells.kinds.exercise import Exercise, Hint, Solution
from livecells.kinds.graph import Graph
from livecells.kinds.lesson import Lessons, Minutes
from livecells.kinds.live import Live
from livecells.kinds.tensors import Tensors

KINDS = registry(
    Live(),
    Graph(),
    Tensors(),
    Equation(),
    Checked(),
    Apis(),
    Exercise(),
    Hint(),
    Solution(),
    Minutes(),
    Lessons(),
)
