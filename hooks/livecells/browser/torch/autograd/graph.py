"""torch.autograd.graph."""

from .._graph import Asked, Mode, edge_of
from .._graph import Node as Node
from .._missing import missing
from .._names_below import GRAPH
from .._places import GradientEdge
from .._tensor import Tensor
from .._types import fault, refuse


class saved_tensors_hooks:
    def __init__(self, pack_hook, unpack_hook):
        self.pair = Asked((pack_hook, unpack_hook))

    def __enter__(self):
        if Mode.hooks_off:
            fault(RuntimeError, Mode.hooks_off[-1])
        Mode.hooks.append(self.pair)

    def __exit__(self, *a):
        Mode.hooks.pop()


class save_on_cpu(saved_tensors_hooks):
    """Saved tensors as copies: they are on the CPU already."""

    def __init__(self, pin_memory=False, device_type="cuda"):
        if pin_memory or device_type != "cuda":
            refuse("save_on_cpu with these settings")
        super().__init__(lambda t: t.detach().clone(), lambda t: t)


class disable_saved_tensors_hooks:
    def __init__(self, error_message):
        self.text = error_message

    def __enter__(self):
        if Mode.hooks:
            refuse("disable_saved_tensors_hooks inside saved_tensors_hooks")
        Mode.hooks_off.append(self.text)

    def __exit__(self, *a):
        Mode.hooks_off.pop()


def get_gradient_edge(t):
    if not t.requires_grad:
        text = "It is not possible to get the gradient edge for a Tensor that does not require gradients"
        fault(RuntimeError, text)
    return GradientEdge(edge_of(t))


def increment_version(tensor):
    for t in [tensor] if isinstance(tensor, Tensor) else tensor:
        if t._inf:
            refuse("increment_version of what was made in inference mode")
        t._vc[0] += 1


class _Handles:
    """Several hooks as one."""

    def __init__(self, handles):
        self.handles = handles

    def remove(self):
        for each in self.handles:
            each.remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def _of_all(tensors, fn):
    """Hooks that wait for one another, and then call with what came, None where nothing does."""
    nodes, got = [edge_of(t)[0] for t in tensors], {}
    if None in nodes:
        fault(AssertionError, "Expected gradient function to be set")

    def at(place):
        def hook(g):
            found = got.setdefault(Mode.task, {})
            found[place] = g
            if len(found) == sum(Mode.walk.comes_to(node) for node in nodes):
                del got[Mode.task]
                fn([found.get(i) for i in range(len(tensors))])

        return hook

    return [t.register_hook(at(i)) for i, t in enumerate(tensors)]


def _of_any(tensors, fn):
    done = set()

    def hook(g):
        if Mode.task not in done:
            done.add(Mode.task)
            fn(g)

    return [t.register_hook(hook) for t in tensors if t.requires_grad]


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    if mode not in ("all", "any"):
        fault(ValueError, f"Expects mode to be one of ('all', 'any') but got {mode}")
    return _Handles((_of_all if mode == "all" else _of_any)(list(tensors), fn))


OUTSIDE = (
    "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context"
    "in which the graph was originally recorded."
)


class allow_mutation_on_saved_tensors:
    """What is saved is a copy from the beginning, so that edits do not reach it."""

    open = 0

    def __enter__(self):
        cls = type(self)
        if cls.open:
            fault(RuntimeError, "allow_mutation_on_saved_tensors contexts cannot be nested")
        if Mode.hooks or Mode.hooks_off:
            refuse("allow_mutation_on_saved_tensors beside other hooks")
        cls.open = 1
        Mode.hooks.append((lambda t: t.detach().clone(), self.unpacked))
        return _Context()

    def __exit__(self, *a):
        type(self).open = 0
        Mode.hooks.pop()

    def unpacked(self, t):
        return t if self.open else fault(AssertionError, OUTSIDE)


class _Context:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"the context of allow_mutation_on_saved_tensors, with {name}")


def __getattr__(name):
    missing("torch.autograd.graph", name, GRAPH)
