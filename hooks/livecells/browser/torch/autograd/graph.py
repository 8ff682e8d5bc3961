"""torch.autograd.graph."""

from .._graph import Mode, edge_of
from .._graph import Node as Node
from .._missing import missing
from .._names_below import GRAPH
from .._types import refuse


class saved_tensors_hooks:
    def __init__(self, pack_hook, unpack_hook):
        self.pair = (pack_hook, unpack_hook)

    def __enter__(self):
        Mode.hooks.append(self.pair)

    def __exit__(self, *a):
        Mode.hooks.pop()


class GradientEdge(tuple):
    @property
    def node(self):
        return self[0]

    @property
    def output_nr(self):
        return self[1]


def get_gradient_edge(t):
    return GradientEdge(edge_of(t))


class allow_mutation_on_saved_tensors:
    def __init__(self):
        refuse("allow_mutation_on_saved_tensors")


def __getattr__(name):
    missing("torch.autograd.graph", name, GRAPH)
