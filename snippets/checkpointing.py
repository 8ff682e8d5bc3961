r"""Gradient checkpointing: what is kept, what runs twice, and which of two forms does what."""
# %% block
import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

runs = []


def block(x):
    runs.append(torch.is_grad_enabled())
    return x.sin().sin().sin().sin()


x = torch.linspace(0.5, 1.0, 100, requires_grad=True)
y = block(x)
y.sum().backward()
plain = x.grad
print(plain[:3])

# %% checkpointed
again = torch.linspace(0.5, 1.0, 100, requires_grad=True)
runs.clear()
out = checkpoint(block, again, use_reentrant=False)
after_forward = len(runs)
out.sum().backward()
print("forward ran:", after_forward, "time, and after backward:", len(runs), "times")
print("same gradient:", torch.equal(again.grad, plain))

# %% alive
made = []


def sine(t):
    result = t.sin()
    made.append(StorageWeakRef(result.untyped_storage()))
    return result


def most_alive(segments, steps=16):
    """The largest number of results in memory at once, in both passes."""
    made.clear()
    most = 0

    def segment(t):
        nonlocal most
        for _ in range(steps // segments):
            t = sine(t)
            most = max(most, sum(not memory.expired() for memory in made))
        return t

    t = torch.ones(3, requires_grad=True)
    for _ in range(segments):
        t = segment(t) if segments == 1 else checkpoint(segment, t, use_reentrant=False)
    t.sum().backward()
    return most


kept = {segments: most_alive(segments) for segments in (1, 2, 4, 8, 16)}
for segments, most in kept.items():
    print(f"{segments:2} segments: {most:2} results at once")

# %% two-forms
def modes(use_reentrant):
    runs.clear()
    t = torch.ones(3, requires_grad=True)
    checkpoint(block, t, use_reentrant=use_reentrant).sum().backward()
    return list(runs)


recording = {form: modes(form) for form in (False, True)}
for form, during in recording.items():
    print(f"use_reentrant={form}: recording in the first and second run: {during}")

# %% adapter stderr="show"
torch.manual_seed(0)
rows = torch.ones(2, 3)  # what a frozen part gave: it does not record
adapter, head = torch.nn.Linear(3, 3), torch.nn.Linear(3, 1)


def gradients(use_reentrant):
    adapter.zero_grad()
    head.zero_grad()
    hidden = checkpoint(adapter, rows, use_reentrant=use_reentrant)
    head(hidden).sum().backward()
    return {
        "adapter": adapter.weight.grad is not None,
        "head": head.weight.grad is not None,
    }


learns = {form: gradients(form) for form in (True, False)}
print(learns)

# %% batch-norm
two_rows = torch.tensor([[0.0], [2.0]], requires_grad=True)
norm, norm_twice = torch.nn.BatchNorm1d(1), torch.nn.BatchNorm1d(1)
norm(two_rows).sum().backward()
checkpoint(norm_twice, two_rows, use_reentrant=False).sum().backward()
print("plain:       ", norm.running_mean.item())
print("checkpointed:", norm_twice.running_mean.item())

# %% dropout
torch.manual_seed(0)
ones = torch.ones(1000, requires_grad=True)
dropped = checkpoint(torch.nn.functional.dropout, ones, use_reentrant=False)
torch.rand(5)  # somebody else draws numbers in between
dropped.sum().backward()
print("the same entries dropped:", torch.equal(dropped, ones.grad))

# %% stepped
z = torch.linspace(0, 1, 5, requires_grad=True)
w = torch.tensor(1.0, requires_grad=True)
squares = checkpoint(lambda t: (w * t) ** 2, z, use_reentrant=False)
with torch.no_grad():
    w.mul_(10)  # an optimizer's step, too early
squares.sum().backward()
print(z.grad)

# %% early-stop
log = []


def chatty(t):
    log.append("sin")
    t = t.sin()
    log.append("exp")
    t = t.exp()
    log.append("add")
    return t + 1


chatty_out = checkpoint(chatty, torch.ones(3, requires_grad=True), use_reentrant=False)
log.clear()
chatty_out.sum().backward()
print("the second run did:", log)

# %% two-walks
runs.clear()
twice = torch.linspace(0.5, 1.0, 100, requires_grad=True)
walked = checkpoint(block, twice, use_reentrant=False).sum()
walked.backward(retain_graph=True)
walked.backward()
print("runs:", len(runs))
print("doubled:", torch.equal(twice.grad, 2 * plain))

# %% random-outside
torch.manual_seed(0)
careless = checkpoint(
    lambda t: t * torch.nn.functional.dropout(torch.ones(1000)),
    noisy := torch.ones(1000, requires_grad=True),
    use_reentrant=False,
    preserve_rng_state=False,
)
careless.sum().backward()
print("entries that differ:", int((careless != noisy.grad).sum()))

# %% recipe
layers = [
    torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Tanh()) for _ in range(6)
]


def saving(t):
    for layer in layers[:-1]:
        t = checkpoint(layer, t, use_reentrant=False)
    return layers[-1](t)  # the walk back begins here: nothing to save


saving(torch.rand(2, 4)).sum().backward()
print(all(layer[0].weight.grad is not None for layer in layers))

# %% recipe-sequential
net = torch.nn.Sequential(*layers)
inputs = torch.rand(2, 4)
in_three = checkpoint_sequential(net, 3, inputs, use_reentrant=False)
print(torch.equal(in_three, net(inputs)))
