"""Modules called with parameters from elsewhere."""

from ._join import stack
from ._types import refuse


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None):
    given = parameter_and_buffer_dicts
    if isinstance(given, (tuple, list)):
        if len(set().union(*given)) != sum(map(len, given)):
            refuse("functional_call with a name in two dicts")
        given = {name: t for part in given for name, t in part.items()}
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    owners = dict(module.named_modules())
    places = []
    for name, tensor in given.items():
        path, _, last = name.rpartition(".")
        owner = owners.get(path)
        if owner is None or last not in {**owner._parameters, **owner._buffers}:
            refuse("functional_call with other names")
        kind = owner._parameters if last in owner._parameters else owner._buffers
        places.append((kind, last, kind[last], tensor))
    try:
        for kind, last, _, tensor in places:
            kind[last] = tensor
        return module(*args, **(kwargs or {}))
    finally:
        for kind, last, before, _ in places:
            kind[last] = before


def stack_module_state(models):
    models = list(models)
    if not models or len({type(m) for m in models}) > 1 or any(not m.training for m in models):
        refuse("stack_module_state of these modules")

    def stacked(states):
        states = [dict(state) for state in states]
        made = {k: stack([s[k] for s in states]).detach() for k in states[0]}
        recording = {k: states[0][k].requires_grad for k in made}
        return {k: t.requires_grad_(recording[k]) for k, t in made.items()}

    return (
        stacked([m.named_parameters() for m in models]),
        stacked([m.named_buffers() for m in models]),
    )
