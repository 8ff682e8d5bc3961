r"""Four ways to ask torch for less of a record, and one call that is none of them."""
# %% four-numbers
import torch
from torch.autograd.graph import saved_tensors_hooks

x = torch.tensor([0.0, 1.0, 2.0, 3.0], requires_grad=True)

# %% count-saved
def count_saved(function):
    sizes = []

    def pack(tensor):
        sizes.append(tensor.numel())
        return tensor.detach()

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        function()
    return sum(sizes)


print("x * x keeps:", count_saved(lambda: x * x))

# %% no-grad
def squares_unrecorded():
    with torch.no_grad():
        return x * x


quiet = squares_unrecorded()
print(quiet)
print("requires_grad:", quiet.requires_grad)
print("grad_fn:      ", quiet.grad_fn)
print("keeps:        ", count_saved(squares_unrecorded))

# %% nested
with torch.no_grad():
    before = x * 2
    with torch.enable_grad():
        between = x * 2
    after = x * 2
print("before: ", before.requires_grad)
print("between:", between.requires_grad)
print("after:  ", after.requires_grad)

# %% decorator
@torch.no_grad()
def length(vector):
    return (vector * vector).sum().sqrt()


print(length(x))

# %% set-grad-enabled
def total(vector, training):
    with torch.set_grad_enabled(training):
        return (vector * vector).sum()


print(total(x, training=True))
print(total(x, training=False))

# %% bare-calls
torch.no_grad()  # no `with`: it does nothing
still_on = torch.is_grad_enabled()
torch.set_grad_enabled(False)  # no `with`: it stays
still_off = not torch.is_grad_enabled()
torch.set_grad_enabled(True)
print("no_grad() alone, still on:          ", still_on)
print("set_grad_enabled(False) alone, off: ", still_off)

# %% made-inside
with torch.no_grad():
    fresh = torch.ones(3, requires_grad=True)
    product = fresh * 2
print("fresh:  ", fresh.requires_grad)
print("product:", product.requires_grad)
(fresh * 2).sum().backward()
print(fresh.grad)

# %% slice-inside
with torch.no_grad():
    part = x[1:3]
    own_part = x[1:3].clone()
print("part:    ", part.requires_grad, part.grad_fn)
print("own_part:", own_part.requires_grad, own_part.grad_fn)
(part * part).sum().backward()
print("x.grad:   ", x.grad)
print("part.grad:", part.grad)

# %% inference
with torch.inference_mode():
    final = x * x
print(final)
print("requires_grad:", final.requires_grad)
print("is_inference: ", final.is_inference())

# %% inference-clone
copy = final.clone()
w = torch.ones(4, requires_grad=True)
(w * copy).sum().backward()
print("is_inference:", copy.is_inference())
print(w.grad)

# %% inference-edit
with torch.inference_mode():
    tally = torch.zeros(3)
try:
    tally.add_(1)
except RuntimeError as error:
    print(str(error).split(".")[0])
print(tally)

# %% uncut
x_whole = torch.tensor([0.0, 1.0, 2.0, 3.0], requires_grad=True)
s = x_whole * x_whole
whole = (s * x_whole).sum()
whole.backward()
print(x_whole.grad)

# %% cut
u = (x * x).detach()
cut = (u * x).sum()
cut.backward()
print(x.grad)

# %% shares
p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
q = p.detach()
print("same memory:", q.data_ptr() == p.data_ptr())
q[0] = 100
print(p)

# %% own-memory
own = p.detach().clone()
print("same memory:", own.data_ptr() == p.data_ptr())
own[0] = -1
print(p)

# %% numpy
print(p.detach().numpy())

# %% detach-after
print("x * x:                  ", count_saved(lambda: x * x))
print("(x * x).detach():       ", count_saved(lambda: (x * x).detach()))
print("x.detach() * x.detach():", count_saved(lambda: x.detach() * x.detach()))
print("under no_grad:          ", count_saved(squares_unrecorded))

# %% frozen-factor
given = torch.tensor(3.0)
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(5.0, requires_grad=True)
b.requires_grad_(False)
h = a * given
o = b * h
o.backward()
print("a.grad:", a.grad)
print("b.grad:", b.grad)

# %% wall
a_behind = torch.tensor(2.0, requires_grad=True)
b_before = torch.tensor(5.0, requires_grad=True)
(b_before * (a_behind * given).detach()).backward()
print("a_behind.grad:", a_behind.grad)
print("b_before.grad:", b_before.grad)

# %% model
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(2, 3),
    torch.nn.Linear(3, 1),
)
model[0].requires_grad_(False)
model(torch.ones(4, 2)).sum().backward()
for name, parameter in model.named_parameters():
    filled = parameter.grad is not None
    print(f"{name:10}{parameter.requires_grad!s:7}grad filled: {filled}")

# %% misspelt
model[1].weight.require_grad = False  # no such flag
model[1].requires_grad = False  # a layer has none either
print("still trains:", model[1].weight.requires_grad)

# %% spelt
model[1].weight.requires_grad = False
print("weight:", model[1].weight.requires_grad)
model[1].requires_grad_(False)
print("bias:  ", model[1].bias.requires_grad)

# %% dropout
torch.manual_seed(8)
drop = torch.nn.Dropout(0.5)
v = torch.ones(6, requires_grad=True)
print(drop(3 * v))

# %% eval
drop.eval()
evaluated = drop(3 * v)
print(evaluated)

# %% two-questions
answers = {}
for training in (True, False):
    for recording in (True, False):
        drop.train(training)
        with torch.set_grad_enabled(recording):
            one, two = drop(3 * v), drop(3 * v)
        by_chance = not torch.equal(one, two)
        answers[training, recording] = by_chance, one.requires_grad
print("                     by chance   records")
for (trains, records), (chance, tracked) in answers.items():
    words = "train()" if trains else "eval()"
    words += "" if records else " and no_grad"
    print(f"{words:21}{chance!s:12}{tracked}")

# %% modes
hundred = torch.linspace(0.01, 1.0, 100, requires_grad=True)
drop.train()


def layer(tensor):
    return drop(tensor * tensor)


def under_no_grad():
    with torch.no_grad():
        return layer(hundred)


def under_inference_mode():
    with torch.inference_mode():
        return layer(hundred)


def frozen():
    hundred.requires_grad_(False)
    result = layer(hundred)
    hundred.requires_grad_(True)
    return result


def evaluation():
    drop.eval()
    result = layer(hundred)
    drop.train()
    return result


MODES = {
    "plain": lambda: layer(hundred),
    "no_grad": under_no_grad,
    "inference_mode": under_inference_mode,
    "detach before": lambda: layer(hundred.detach()),
    "detach after": lambda: layer(hundred).detach(),
    "frozen leaf": frozen,
    "eval()": evaluation,
}

# %% experiment
def edit(result):
    result.add_(1)


def use_later(result):
    factor = torch.ones(100, requires_grad=True)
    (factor * result).sum().backward()


def allows(action, result):
    try:
        action(result)
    except RuntimeError as error:
        if "inference tensor" not in str(error).lower():
            raise
        return "no"
    return "yes"


measured = {
    mode: {
        "records": make().requires_grad,
        "grad_fn": make().grad_fn is not None,
        "keeps": count_saved(make),
        "inference": make().is_inference(),
        "edit": allows(edit, make()),
        "use later": allows(use_later, make()),
    }
    for mode, make in MODES.items()
}

# %% mode-table
print("                records  grad_fn  keeps  inference  edit  use later")
for mode_shown, row in measured.items():
    print(
        f"{mode_shown:16}{row['records']!s:9}{row['grad_fn']!s:9}"
        f"{row['keeps']:<7}{row['inference']!s:11}"
        f"{row['edit']:6}{row['use later']}"
    )
