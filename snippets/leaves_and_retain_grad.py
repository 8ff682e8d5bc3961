r"""Which tensors keep a gradient, and how to ask for one."""
# %% forward
import torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y * y
out = z.mean()
out.backward()

# %% leaf-keeps
print("x is a leaf:", x.is_leaf)
print(x.grad)

# %% non-leaf-drops stderr="show"
print("y is a leaf:", y.is_leaf)
print(y.grad)

# %% too-late
y.retain_grad()
print("retains_grad:", y.retains_grad)
print(y.grad)

# %% in-time
x_kept = torch.ones(2, 2, requires_grad=True)
y_kept = x_kept + 2
z_kept = 3 * y_kept * y_kept
out_kept = z_kept.mean()
for tensor in (y_kept, z_kept, out_kept):
    tensor.retain_grad()
print("before:", y_kept.grad)
out_kept.backward()
print("out:", out_kept.grad)
print("z:\n", z_kept.grad)
print("y:\n", y_kept.grad)
print("x:\n", x_kept.grad)

# %% ask-by-name
x_asked = torch.ones(2, 2, requires_grad=True)
y_asked = x_asked + 2
out_asked = (3 * y_asked * y_asked).mean()
(slope,) = torch.autograd.grad(out_asked, y_asked)
print(slope)
print("x_asked.grad:", x_asked.grad)

# %% kinds
recording = torch.ones(2, requires_grad=True)
plain = torch.ones(2)
kinds = {
    "plain data": plain,
    "made with requires_grad=True": recording,
    "torch.nn.Parameter": torch.nn.Parameter(torch.ones(2)),
    "plain * 2": plain * 2,
    "recording * 2": recording * 2,
    "recording.clone()": recording.clone(),
    "recording.detach()": recording.detach(),
    "recording.to(torch.float64)": recording.to(torch.float64),
    "recording.to(torch.float32)": recording.to(torch.float32),
}
print(f"{'tensor':30}{'leaf':6}records")
for kind, sample in kinds.items():
    print(f"{kind:30}{sample.is_leaf!s:6}{sample.requires_grad}")

# %% flag-last
flag_first = torch.ones(2, requires_grad=True).to(torch.float64)
flag_last = torch.ones(2).to(torch.float64).requires_grad_()
print("flag first:", flag_first.is_leaf)
print("flag last: ", flag_last.is_leaf)

# %% no-op
x_kept.retain_grad()
print("retains_grad:", x_kept.retains_grad)
print(torch.equal(x_kept.grad, torch.full((2, 2), 4.5)))

# %% lost-leaf
w = torch.ones(3, requires_grad=True)
w = w * 2
w.retain_grad()
w.sum().backward()
print("is_leaf:", w.is_leaf)
print(w.grad)

# %% found-leaf
leaf = w.grad_fn.next_functions[0][0].variable
print("is_leaf:", leaf.is_leaf)
print(leaf.grad)

# %% cut-way
u = torch.zeros(3, requires_grad=True)
both_ways = (u.detach() * 2 + u).sum()
both_ways.backward()
print(u.grad)
