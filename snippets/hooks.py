r"""Hooks: where each kind runs, what it sees, and what it can change."""
# %% order
import gc
import weakref

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = 3 * x
total = y.sum()
order = []

x.register_post_accumulate_grad_hook(lambda leaf: order.append(("leaf, after", leaf.grad)))
x.register_hook(lambda g: order.append(("tensor x", g)))
y.grad_fn.register_hook(lambda inputs, _: order.append(("node of y", inputs[0])))
y.grad_fn.register_prehook(lambda outputs: order.append(("node of y, before", outputs[0])))
y.register_hook(lambda g: order.append(("tensor y", g)))
total.backward()
for kind, seen in order:
    print(f"{kind:18}{seen.tolist()}")

# %% replace
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = 2 * a
b.retain_grad()
seen_by = []


def times_ten(g):
    seen_by.append(g.tolist())
    return 10 * g


def plus_one(g):
    seen_by.append(g.tolist())
    return g + 1


b.register_hook(times_ten)
b.register_hook(plus_one)
b.sum().backward()
print(seen_by, b.grad, a.grad)

# %% neighbour
left, right = (torch.ones(2, requires_grad=True) for _ in range(2))


def edit(g):
    g.mul_(10)  # in place, and nothing is returned


left.register_hook(edit)
((left + right) * torch.tensor([1.0, 2.0])).sum().backward()
print("left:", left.grad, " right:", right.grad)

# %% sum-of-ways
p = torch.tensor([1.0, 2.0], requires_grad=True)
calls = []
p.register_hook(lambda g: calls.append(g.tolist()))
(p.sum() + (p**2).sum()).backward()
print(calls)

# %% two-walks
q = torch.ones(1, requires_grad=True)
ran = []
q.register_hook(lambda _: ran.append("tensor hook"))
q.register_post_accumulate_grad_hook(lambda _: ran.append("post accumulate hook"))
torch.autograd.grad(2 * q, q)
by_grad = list(ran)
(2 * q).backward()
print("grad():    ", by_grad)
print("backward():", ran[len(by_grad) :])

# %% edited
w = torch.ones(1, requires_grad=True)
edited = 1 * w
noted = {}
edited.register_hook(lambda g: noted.update(before=g.item()))
edited.mul_(5)
edited.register_hook(lambda g: noted.update(after=g.item()))
edited.sum().backward()
print(noted)

# %% module
layer = torch.nn.Linear(2, 1, bias=False)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[3.0, 4.0]]))
reports = []


def report(module, grad_input, _grad_output):
    reports.append((grad_input[0], module.weight.grad is not None))


handle = layer.register_full_backward_hook(report)
inputs = torch.ones(1, 2, requires_grad=True)
layer(inputs).sum().backward()
print("grad_input:", reports[0][0], " weight.grad is there:", reports[0][1])

# %% module-plain stderr="show"
layer.zero_grad()
layer(torch.ones(1, 2)).sum().backward()
print("grad_input:", reports[1][0], " weight.grad is there:", reports[1][1])

# %% module-forward
layer.forward(inputs).sum().backward()
print("reports after layer.forward(inputs):", len(reports))
handle.remove()

# %% module-replace
stopped = torch.nn.Linear(1, 1)
stopped.register_full_backward_hook(lambda _module, given, _out: (torch.zeros_like(given[0]),))
entry = torch.ones(1, 1, requires_grad=True)
stopped(entry).sum().backward()
print("input:", entry.grad.item(), " weight:", stopped.weight.grad.item())

# %% mask
def masked_after_two_steps(make):
    v = torch.nn.Parameter(torch.ones(2))
    v.register_hook(lambda g: g * torch.tensor([0.0, 1.0]))
    optimizer = make([v])
    for _ in range(2):
        optimizer.zero_grad()
        v.sum().backward()
        optimizer.step()
    return round(v[0].item(), 4)


ends = {
    "SGD": masked_after_two_steps(lambda ps: torch.optim.SGD(ps, lr=0.1)),
    "SGD, weight_decay=0.5": masked_after_two_steps(
        lambda ps: torch.optim.SGD(ps, lr=0.1, weight_decay=0.5)
    ),
    "AdamW": masked_after_two_steps(lambda ps: torch.optim.AdamW(ps, lr=0.1)),
}
print(ends)

# %% alive
class Big:
    """Stands for something large that a hook uses."""


big = Big()
still = weakref.ref(big)
weight = torch.ones(1, requires_grad=True)
kept = weight.register_hook(lambda g, used=big: print(g, used))
del big
gc.collect()
while_on = still() is not None
kept.remove()
gc.collect()
print("alive with the hook:", while_on, " after remove():", still() is not None)

# %% recipe-norms
def note_norms(model, into):
    """Writes the norm of each gradient as it arrives; gives what takes the hooks off."""
    handles = [
        p.register_post_accumulate_grad_hook(
            lambda p, name=name: into.update({name: p.grad.norm().item()})
        )
        for name, p in model.named_parameters()
    ]
    return lambda: [one.remove() for one in handles]


net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
norms = {}
take_off = note_norms(net, norms)
net(torch.ones(4, 2)).sum().backward()
take_off()
print(sorted(norms))

# %% recipe-step
s = torch.nn.Parameter(torch.ones(1))
of_s = torch.optim.SGD([s], lr=0.1)


def step_at_once(_leaf):
    of_s.step()
    of_s.zero_grad()


s.register_post_accumulate_grad_hook(step_at_once)
(3 * s).sum().backward()
print(round(s.item(), 4), s.grad)

# %% recipe-mask
keep = torch.tensor([0.0, 1.0])
part = torch.nn.Parameter(torch.ones(2))
start = part.detach().clone()
decaying = torch.optim.AdamW([part], lr=0.1)
part.sum().backward()
decaying.step()
with torch.no_grad():
    part.copy_(torch.where(keep == 1, part, start))  # behind the step
print(part.tolist())
