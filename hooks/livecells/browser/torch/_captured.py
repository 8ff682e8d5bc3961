"""What a transform of torch.func hands out where its function used tensors that record outside."""

from ._graph import AccumulateGrad, Saved, edge_of
from ._places import variables


def captures(values, into):
    """Whether results lead to leaves other than the transform's own."""
    own = {id(t) for t in into}
    return any(id(leaf) not in own for t in values for leaf in variables(t))


def outside_of(values, into):
    """Results as the graph outside has them: without the steps that only the transform recorded."""
    graph = _Outside(into)
    made = [t if t is None or graph.lives(edge_of(t)[0]) else t.detach() for t in values]
    for t in into:
        t._rg = False
    return made


class _Outside:
    """A graph without some of its leaves, and without what leads to these alone."""

    def __init__(self, into):
        self.own, self.known = {id(t) for t in into}, {}

    def lives(self, node):
        """Whether a step leads to another leaf; its edges to the transform's own are cut."""
        if node is None:
            return False
        if id(node) not in self.known:
            self.known[id(node)] = self._lives(node), node
        return self.known[id(node)][0]

    def _lives(self, node):
        if isinstance(node, AccumulateGrad):
            return id(node.variable) not in self.own
        node.edges = tuple((n, nr) if self.lives(n) else (None, 0) for n, nr in node.edges)
        for saved in [*node.saved.values(), *node.more.values()]:
            if isinstance(saved, Saved) and not saved.hook and not saved.output:
                self._told_apart(saved)
        return any(n is not None for n, _ in node.edges)

    def _told_apart(self, saved):
        """A saved tensor that only the transform recorded is a constant outside."""
        if saved.data.requires_grad and not self.lives(edge_of(saved.data)[0]):
            saved.data, saved.edge = saved.data.detach(), None
