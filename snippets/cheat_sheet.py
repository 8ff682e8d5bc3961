r"""Five tables to keep: what torch records, keeps, saves, refuses and leaves alone on request."""
# %% records
import torch

x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
plain = torch.tensor([0.5, 1.0, 2.0])
made = {
    "torch.ones(3)": torch.ones(3),
    "torch.ones(3, requires_grad=True)": torch.ones(3, requires_grad=True),
    "plain + 2": plain + 2,
    "x + 2": x + 2,
    "x[0]": x[0],
    "torch.stack([x, plain])": torch.stack([x, plain]),
    "x.clone()": x.clone(),
    "x.double()": x.double(),
    "x.round()": x.round(),
    "x.detach()": x.detach(),
    "x > 1": x > 1,
    "x.argmax()": x.argmax(),
    "x.int()": x.int(),
    "torch.tensor(x.tolist())": torch.tensor(x.tolist()),
}
print(f"{'made by':36}{'records':9}{'leaf':7}grad_fn")
made_by = {how: t.grad_fn.name() if t.grad_fn is not None else "None" for how, t in made.items()}
for how, tensor in made.items():
    print(f"{how:36}{tensor.requires_grad!s:9}{tensor.is_leaf!s:7}{made_by[how]}")

# %% keeps
w = torch.ones(3, requires_grad=True)
frozen = torch.ones(3)
unused = torch.ones(3, requires_grad=True)
result = w * 2 + frozen
kept = w * 3
kept.retain_grad()
late = w * 4
cut = w.detach() * 5
(result + kept + late + cut).sum().backward()
late.retain_grad()
keepers = {
    "a leaf that records": w,
    "a leaf that does not record": frozen,
    "a leaf that was not used": unused,
    "a result": result,
    "a result, retain_grad() before": kept,
    "a result, retain_grad() after": late,
    "a result behind detach()": cut,
}


def grad_of(tensor):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading .grad of a result warns
        return tensor.grad


kept_grads = {who: grad_of(tensor) for who, tensor in keepers.items()}
kept_words = {who: "None" if g is None else str(g.tolist()) for who, g in kept_grads.items()}
for who, found in kept_words.items():
    print(f"{who:34}{found}")

# %% saves
OPERATIONS = {
    "x + 2": lambda x: x + 2,
    "3 * x": lambda x: 3 * x,
    "x.sum()": torch.sum,
    "x.mean()": torch.mean,
    "x ** 2": lambda x: x**2,
    "x * x": lambda x: x * x,
    "1 / x": lambda x: 1 / x,
    "x.sin()": torch.sin,
    "x.log()": torch.log,
    "x.exp()": torch.exp,
    "x.sqrt()": torch.sqrt,
    "x.sigmoid()": torch.sigmoid,
    "x.tanh()": torch.tanh,
    "x.relu()": torch.relu,
}


def saved(operation):
    source = torch.linspace(0.01, 1, 100, requires_grad=True)
    seen = []

    def pack(tensor):
        seen.append(tensor.detach())
        return seen[-1]

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = operation(source)
    places = {"input": source.data_ptr(), "output": output.data_ptr()}
    which = [place for place, at in places.items() if at in [tensor.data_ptr() for tensor in seen]]
    count = sum(tensor.numel() for tensor in seen)
    return count, " and ".join(which) or ("neither" if count else "-")


savings = {name_saved: saved(operation) for name_saved, operation in OPERATIONS.items()}
print(f"{'of 100 inputs':16}{'numbers':10}which")
for name_saved, (count, which_saved) in savings.items():
    print(f"{name_saved:16}{count:<10}{which_saved}")

# %% edits
def slope(operation, edit):
    leaf = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
    source = leaf.clone()
    output = operation(source)
    edit(source, output)
    output.sum().backward()
    return leaf.grad


def verdict(operation, edit):
    try:
        edited = slope(operation, edit)
    except RuntimeError as error:
        if "modified by an inplace operation" not in str(error):
            raise
        return "raises"
    return "safe" if torch.equal(edited, slope(operation, lambda *_: None)) else "WRONG"


EDITS = {
    "input.add_(1)": lambda source, _: source.add_(1),
    "output.add_(1)": lambda _, output: output.add_(1),
    "output.data.zero_()": lambda _, output: output.data.zero_(),
}
verdicts = {
    name_op: {name_edit: verdict(operation, edit) for name_edit, edit in EDITS.items()}
    for name_op, operation in OPERATIONS.items()
}
print(f"{'':16}" + "".join(f"{name_edit:18}" for name_edit in EDITS).rstrip())
for name_op, answers in verdicts.items():
    print(f"{name_op:16}" + "".join(f"{answer:18}" for answer in answers.values()).rstrip())

# %% switches
layer = torch.nn.Linear(1, 1, dtype=torch.float64)
given = torch.ones(1, dtype=torch.float64)


def no_grad():
    with torch.no_grad():
        return layer(given)


def inference_mode():
    with torch.inference_mode():
        return layer(given)


def detach():
    return layer(given).detach()


def parameters_frozen():
    layer.requires_grad_(False)
    output = layer(given)
    layer.requires_grad_(True)
    return output


def evaluation():
    layer.eval()
    output = layer(given)
    layer.train()
    return output


def measured(switch):
    packed = []

    def pack(tensor):
        packed.append(tensor.detach())
        return packed[-1]

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = switch()
    factor = torch.ones(1, dtype=torch.float64, requires_grad=True)
    try:
        (factor * output).sum().backward()
        usable = "yes"
    except RuntimeError as error:
        if "Inference tensors cannot be saved" not in str(error):
            raise
        usable = "no"
    return output.requires_grad, bool(packed), usable


SWITCHES = {
    "none": lambda: layer(given),
    "with torch.no_grad()": no_grad,
    "with torch.inference_mode()": inference_mode,
    ".detach() of the result": detach,
    "requires_grad_(False)": parameters_frozen,
    "model.eval()": evaluation,
}
switches = {name_switch: measured(switch) for name_switch, switch in SWITCHES.items()}
print(f"{'switch':29}{'result records':17}{'saves tensors':16}usable in training")
for name_switch, (records, keeps, usable_later) in switches.items():
    print(f"{name_switch:29}{records!s:17}{keeps!s:16}{usable_later}")
