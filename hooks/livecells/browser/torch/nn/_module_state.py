"""What of a module is kept: its parameters and buffers by name, and how they come back."""

import collections

from .._types import fault, refuse


class Keys(collections.namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    __slots__ = ()

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


Keys.__name__ = Keys.__qualname__ = "_IncompatibleKeys"
SIZE = (
    "size mismatch for %s: copying a param with shape %r from checkpoint, the shape in current "
    "model is %r."
)


class KeepsState:
    _version = 1

    def __dir__(self):
        refuse("dir() of a module")

    def state_dict(self, prefix=""):
        if not isinstance(prefix, str):
            refuse("state_dict with a prefix that is no text")
        out, about = {}, {prefix[:-1]: {"version": self._version}}
        for name, t in (*self._parameters.items(), *self._buffers.items()):
            if t is not None and name not in self._unsaved:
                out[prefix + name] = t.detach()
        for name, m in self._modules.items():
            if m is not None:
                inner = m.state_dict(prefix=f"{prefix}{name}.")
                out.update(inner)
                about.update(inner._metadata)
        made = collections.OrderedDict(out)
        made._metadata = collections.OrderedDict(about)
        return made

    def load_state_dict(self, state_dict, strict=True, assign=False):
        own = self.state_dict()
        missing = [name for name in own if name not in state_dict]
        unexpected = [name for name in state_dict if name not in own]
        wrong = []
        for name, t in own.items():
            if name not in missing:
                wrong += self._loaded(name, t, state_dict[name], assign)
        told = [*_keys("Missing", missing), *_keys("Unexpected", unexpected)] if strict else []
        if told or wrong:
            text = "Error(s) in loading state_dict for %s:\n\t%s"
            fault(RuntimeError, text % (type(self).__name__, "\n\t".join([*told, *wrong])))
        return Keys(missing, unexpected)

    def _loaded(self, name, own, given, assign):
        """Take one tensor of a state; what is wrong with it."""
        if tuple(own.shape) != tuple(given.shape):
            if {own.dim(), given.dim()} == {0, 1}:
                refuse("load_state_dict of a number for a row")
            return [SIZE % (name, given.shape, own.shape)]
        if assign:
            self._assign(name, given)
        else:
            own.copy_(given.detach())
        return []

    def _assign(self, name, given):
        """Put a tensor in the place of the one that is there."""
        path, _, last = name.rpartition(".")
        inner = self.get_submodule(path)
        there = inner._parameters.get(last)
        if there is not None and not isinstance(given, type(there)):
            given = type(there)(given, requires_grad=there.requires_grad)
        elif there is not None:
            given.requires_grad_(there.requires_grad)
        setattr(inner, last, given)

    def get_submodule(self, target):
        found = self
        for name in target.split(".") if target else ():
            inner = getattr(found, name, None)
            if inner is None:
                text = f"{found.__class__.__name__} has no attribute `{name}`"
                fault(AttributeError, text)
            if not isinstance(inner, KeepsState):
                fault(AttributeError, f"`{name}` is not an nn.Module")
            found = inner
        return found


def _keys(how, names):
    listed = ", ".join(f'"{name}"' for name in names)
    return [f"{how} key(s) in state_dict: {listed}. "] if names else []
