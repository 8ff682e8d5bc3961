"""Places in a graph, and the leaves that a result was made of."""

from ._graph import AccumulateGrad, edge_of


class GradientEdge(tuple):
    """A place in a graph: a node, and the number of its output."""

    __module__ = "torch.autograd.graph"
    node = property(lambda self: self[0])
    output_nr = property(lambda self: self[1])


def variables(t):
    """The leaves that a result was made of, as far as its graph tells."""
    nodes, seen = [edge_of(t)[0]], set()
    while nodes:
        node = nodes.pop()
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            nodes += [n for n, _ in node.edges]
            if isinstance(node, AccumulateGrad):
                yield node.variable
