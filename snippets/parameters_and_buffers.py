r"""What a module stores: what trains, moves, is saved, and is copied."""
# %% ways
import copy
import io

import torch
from torch.nn import Linear, ModuleList, Parameter


class Store(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = Parameter(torch.ones(1))
        self.alias = self.weight
        self.converted = Parameter(torch.ones(1)).to(torch.float64)
        self.tensor = torch.ones(1, requires_grad=True)
        self.plain_list = [Linear(1, 1)]
        self.module_list = ModuleList([Linear(1, 1, bias=False)])
        self.register_buffer("mean", torch.zeros(1))
        self.register_buffer("scratch", torch.zeros(1), persistent=False)


store = Store()
trains = [name for name, _ in store.named_parameters()]
moves = trains + [name for name, _ in store.named_buffers()]
saved = list(store.state_dict())
print("parameters:", trains)
print("state_dict:", saved)

# %% double
store.double()
ASKED = {
    "weight": store.weight,
    "converted": store.converted,
    "tensor": store.tensor,
    "plain_list": store.plain_list[0].weight,
    "module_list": store.module_list[0].weight,
    "mean": store.mean,
}
for name, stored in ASKED.items():
    print(f"{name:12}{str(stored.dtype).removeprefix('torch.'):8} leaf: {stored.is_leaf}")

# %% in-forward
class Wrapped(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Linear(1, 1)

    def forward(self, x):
        self.gain = Parameter(self.layer(x))  # a new leaf in each call
        return 2 * self.gain


wrapped = Wrapped()
wrapped(torch.ones(1, 1)).sum().backward()
print("layer:", wrapped.layer.weight.grad, " gain:", wrapped.gain.grad)

# %% tied
first, second = Linear(1, 1, bias=False), Linear(1, 1, bias=False)
with torch.no_grad():
    first.weight.fill_(3.0)
second.weight = first.weight
both = ModuleList([first, second])
second(first(torch.tensor([[2.0]]))).sum().backward()
print("parameters:", len(list(both.parameters())), " gradient:", first.weight.grad.item())
twin = copy.deepcopy(both)
print("the copy is tied:", twin[0].weight is twin[1].weight)

# %% batch-norm
norm = torch.nn.BatchNorm1d(1).requires_grad_(False)
rows = torch.tensor([[10.0], [12.0]])
means = {}
norm(rows)
means["frozen, train()"] = norm.running_mean.item()
with torch.no_grad():
    norm(rows)
means["under no_grad"] = norm.running_mean.item()
norm.eval()
norm(rows)
means["eval()"] = norm.running_mean.item()
torch.nn.Sequential(norm).train()
norm(rows)
means["after net.train()"] = norm.running_mean.item()
for when, mean in means.items():
    print(f"{when:18}{mean:.4f}")

# %% rows-mix
x = torch.tensor([[1.0], [3.0]], requires_grad=True)
factors = torch.tensor([[1.0], [2.0]])
layer = torch.nn.BatchNorm1d(1, eps=1e-12)
(in_train,) = torch.autograd.grad((layer(x) * factors).sum(), x)
layer.eval()
layer.running_mean.fill_(2.0)
layer.running_var.fill_(4.0)
(in_eval,) = torch.autograd.grad((layer(x) * factors).sum(), x)
print("train():", in_train.flatten().tolist())
print("eval(): ", in_eval.flatten().tolist())

# %% copies
p = Parameter(torch.ones(1))
t = torch.ones(1, requires_grad=True)
p.grad, t.grad = torch.tensor([5.0]), torch.tensor([5.0])
print("deepcopy: parameter", copy.deepcopy(p).grad, " tensor", copy.deepcopy(t).grad)

# %% look
net = Linear(1, 1, bias=False)
with torch.no_grad():
    net.weight.fill_(1.0)
best = net.state_dict()
backup = copy.deepcopy(best)
with torch.no_grad():
    net.weight.fill_(9.0)
print("state_dict:", best["weight"].item(), " copy:", round(backup["weight"].item(), 4))

# %% saved-result
def through_a_file(value):
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return torch.load(file)


result = 2 * t
back = through_a_file(result)
print(result.is_leaf, back.is_leaf, back.requires_grad, through_a_file(t).grad)

# %% average
torch.manual_seed(0)
student = torch.nn.Sequential(Linear(2, 2), torch.nn.BatchNorm1d(2))
teacher = copy.deepcopy(student).requires_grad_(False)
student(torch.randn(8, 2) + 5)


@torch.no_grad()
def follow(teacher, student, rate=0.1):
    """Move a copy towards its model: averages for parameters, copies for buffers."""
    for kept, new in zip(teacher.parameters(), student.parameters(), strict=True):
        kept.lerp_(new, rate)
    for kept, new in zip(teacher.buffers(), student.buffers(), strict=True):
        kept.copy_(new)


follow(teacher, student)
print(torch.equal(teacher[1].running_mean, student[1].running_mean))

# %% average-records
w = torch.ones(1, requires_grad=True)
average = torch.zeros(1)
for _ in range(3):
    average = 0.9 * average + 0.1 * w  # without no_grad
(slope,) = torch.autograd.grad(average, w)
print("records:", average.requires_grad, " slope:", round(slope.item(), 4))

# %% load-between
state = copy.deepcopy(both.state_dict())
loss = both[1](both[0](torch.ones(1, 1))).sum()
both.load_state_dict(state, assign=True)
loss.backward()
print("gradient of the weight that is there now:", both[1].weight.grad)

# %% freeze-batch-norm
def freeze_batch_norm(module):
    """Call it after each `model.train()`."""
    for part in module.modules():
        if isinstance(part, torch.nn.modules.batchnorm._BatchNorm):
            part.eval()
            part.requires_grad_(False)


student.train()
freeze_batch_norm(student)
before = student[1].running_mean.clone()
student(torch.randn(8, 2))
print(torch.equal(student[1].running_mean, before))

# %% what-is-what
def listed(module):
    """What each attribute of a module is."""
    parameters = {id(p) for p in module.parameters()}
    buffers = {id(b) for b in module.buffers()}
    kinds = {}
    everything = {**vars(module), **module._parameters, **module._buffers}
    for name, value in everything.items():
        if isinstance(value, torch.Tensor):
            known = "parameter" if id(value) in parameters else "buffer"
            kinds[name] = known if id(value) in parameters | buffers else "plain tensor"
        elif isinstance(value, list) and any(isinstance(v, torch.nn.Module) for v in value):
            kinds[name] = "modules in a plain list"
    return dict(sorted(kinds.items()))


print(listed(Store()))
