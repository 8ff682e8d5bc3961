r"""Short answers: sequences, devices, learning rates and parts of tensors."""
# %% bptt
import torch


def gradient(steps_back):
    """Of the losses of six steps, cut after every so many."""
    w, h, loss = torch.tensor(0.5, requires_grad=True), torch.tensor(0.0), 0
    for step in range(1, 7):
        h = w * h + 1
        loss = loss + (h - 3) ** 2
        if step % steps_back == 0:
            loss.backward()
            h, loss = h.detach(), 0
    return w.grad


print("whole:", gradient(6), " two steps back:", gradient(2))

# %% unique
x = torch.tensor([2.0, 1.0, 2.0], requires_grad=True)
try:
    x.unique().sum().backward()
except NotImplementedError as error:
    print(str(error)[:50])
values, group, counts = x.detach().unique(return_inverse=True, return_counts=True)
recorded = torch.zeros_like(values).index_add(0, group, x) / counts  # the mean of each group
(recorded * torch.tensor([10.0, 20.0])).sum().backward()
print(recorded.tolist(), x.grad.tolist())

# %% intermediate
def first(x):
    return x**2


def second(h):
    return (3 * h).sum()


def shifted(shift, x):
    return second(first(x) + shift)


given = torch.tensor([1.0, 2.0])
by_halves = torch.func.grad(second)(first(given))
by_shift = torch.func.grad(shifted)(torch.zeros(2), given)
print(by_halves, by_shift)

# %% boxes
def iou(box, other):
    """Of two boxes, each left, top, right, bottom."""
    low, high = torch.maximum(box[:2], other[:2]), torch.minimum(box[2:], other[2:])
    shared = (high - low).clamp(min=0).prod()
    return shared / ((box[2:] - box[:2]).prod() + (other[2:] - other[:2]).prod() - shared)


box = torch.tensor([0.0, 0.0, 2.0, 2.0], requires_grad=True)
near, far = torch.tensor([1.0, 1.0, 3.0, 3.0]), torch.tensor([5.0, 5.0, 6.0, 6.0])
(of_near,) = torch.autograd.grad(iou(box, near), box)
(of_far,) = torch.autograd.grad(iou(box, far), box)
print("near:", of_near)
print("far: ", of_far)

# %% masks
scores = torch.tensor([2.0, -1.0, 0.5], requires_grad=True)
target = torch.tensor([1.0, 0.0, 0.0])
share = scores.sigmoid()
soft_iou = (share * target).sum() / (share + target - share * target).sum()
soft_iou.backward()
print(soft_iou.detach(), scores.grad)

# %% rates
body, head = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
groups = [{"params": body.parameters(), "lr": 0.01}, {"params": head.parameters()}]
optimizer = torch.optim.SGD(groups, lr=0.1)
before = [body.bias.detach().clone(), head.bias.detach().clone()]
head(body(torch.ones(1, 2))).sum().backward()
optimizer.step()
print("body:", (before[0] - body.bias.detach()) / body.bias.grad)
print("head:", (before[1] - head.bias.detach()) / head.bias.grad)

# %% moved
w = torch.ones(2, requires_grad=True)
moved = w.to(torch.float64)  # .cuda() or .to("cuda") does the same
moved.sum().backward()
print("moved.is_leaf", moved.is_leaf, " w.grad", w.grad)
right = torch.ones(2, dtype=torch.float64, requires_grad=True)
print("made there:", right.is_leaf)
parameter = head.weight
head.to(torch.float64)
print("a module keeps its own:", head.weight is parameter, parameter.is_leaf)

# %% part
weight = torch.nn.Parameter(torch.ones(2, 2))
fixed = torch.tensor([[True, False], [False, False]])
start = weight.detach().clone()
decays = torch.optim.SGD([weight], lr=0.1, weight_decay=0.5)
used = torch.where(fixed, start, weight)  # compute with this one
(used * 2).sum().backward()
decays.step()
print(weight.grad.tolist())
print(torch.where(fixed, start, weight).tolist())

# %% cycle
import gc
import warnings
import weakref

warnings.simplefilter("ignore")  # the one about this cycle


def stays(walk):
    """Whether a parameter is in memory when nothing names it any more."""
    p = torch.nn.Parameter(torch.ones(2))
    watched = weakref.ref(p)
    walk((p**2).sum(), p)
    del p
    gc.collect()
    return watched() is not None


print("backward:", stays(lambda loss, _: loss.backward(create_graph=True)))
print("grad:    ", stays(lambda loss, p: torch.autograd.grad(loss, p, create_graph=True)))

# %% copies
shared = torch.tensor(2.0, requires_grad=True)
rows = torch.tensor([1.0, 2.0, 3.0, 6.0])
copies = [shared.clone(), shared.clone()]  # one a device
for copy in copies:
    copy.retain_grad()
halves = rows.chunk(2)
outputs = torch.cat([copies[0] * halves[0], copies[1] * halves[1]])
(outputs**2).mean().backward()
print([copy.grad.item() for copy in copies], "sum", shared.grad.item())
