r"""Mixed precision on the CPU: what autocast casts, and why and when gradients are scaled."""
# %% autocast
import torch

torch.manual_seed(0)
layer = torch.nn.Linear(2, 2)
x = torch.ones(1, 2)
with torch.autocast("cpu", dtype=torch.bfloat16):
    y = layer(x)
    loss = y.float().pow(2).mean()
loss.backward()
print("output:     ", y.dtype)
print("loss:       ", loss.dtype)
print("weight:     ", layer.weight.dtype)
print("weight.grad:", layer.weight.grad.dtype)

# %% record
def names(result):
    found, nodes = [], [result.grad_fn]
    while nodes:
        node = nodes.pop()
        if node is not None:
            found.append(node.name().removeprefix("torch::autograd::"))
            nodes += [following for following, _ in node.next_functions]
    return found


print([name for name in names(y) if "Copy" in name or "Accumulate" in name])

# %% types
rows = []
for dtype in (torch.float16, torch.bfloat16, torch.float32):
    info = torch.finfo(dtype)
    rows.append((str(dtype), info.smallest_normal, info.max, info.eps))
    print(f"{dtype!s:16}  from {info.smallest_normal:.1e}  to {info.max:.1e}  steps {info.eps:.1e}")

# %% vanish
def small_gradient(dtype, scale=1.0):
    p = torch.ones(1, dtype=dtype, requires_grad=True)
    z = p * torch.tensor(1e-4, dtype=dtype)
    (z.float() * 1e-4 * scale).sum().backward()
    return p.grad.float().item() / scale


vanished = small_gradient(torch.float16)
print("float16:           ", vanished)
print("bfloat16:          ", f"{small_gradient(torch.bfloat16):.2e}")
print("float16, scaled:   ", f"{small_gradient(torch.float16, scale=65536.0):.2e}")

# %% overflow
big = torch.ones(1, dtype=torch.float16, requires_grad=True)
three_hundred = torch.tensor(300.0, dtype=torch.float16)
(big * three_hundred * three_hundred).sum().backward()
print(big.grad)

# %% scaler
w = torch.nn.Parameter(torch.tensor([1.0]))
optimizer = torch.optim.SGD([w], lr=0.1)
scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=2)
scaler.scale((2 * w).sum()).backward()
scaled = w.grad.clone()
scaler.unscale_(optimizer)
unscaled = w.grad.clone()
scaler.step(optimizer)
scaler.update()
after = w.detach().clone()
print("after backward:", scaled)
print("after unscale_:", unscaled)
print("after step:    ", after)

# %% skipped
optimizer.zero_grad()
scaler.scale((w * float("inf")).sum()).backward()
scaler.step(optimizer)
scaler.update()
scale_after_inf = scaler.get_scale()
print("moved:", not torch.equal(w, after), " scale:", scale_after_inf)

# %% grows
for _ in range(2):
    optimizer.zero_grad()
    scaler.scale((2 * w).sum()).backward()
    scaler.step(optimizer)
    scaler.update()
print("scale after two good steps:", scaler.get_scale())

# %% clip
def moved_by(unscale_first):
    p = torch.nn.Parameter(torch.tensor([1.0]))
    sgd = torch.optim.SGD([p], lr=1.0)
    scaling = torch.amp.GradScaler("cpu", init_scale=1024.0)
    scaling.scale((3 * p).sum()).backward()
    if unscale_first:
        scaling.unscale_(sgd)
    torch.nn.utils.clip_grad_norm_([p], max_norm=1.0)
    scaling.step(sgd)
    return 1 - p.item()


clipped_right, clipped_wrong = moved_by(unscale_first=True), moved_by(unscale_first=False)
print("unscale_, clip, step:", round(clipped_right, 6))
print("clip, step:          ", round(clipped_wrong, 6))

# %% recipe
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(3, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
inputs, targets = torch.rand(32, 3), torch.rand(32, 1)
adam = torch.optim.Adam(net.parameters(), lr=0.01)
grad_scaler = torch.amp.GradScaler("cpu")
losses = []
for _ in range(50):
    adam.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        predictions = net(inputs)
        miss = torch.nn.functional.mse_loss(predictions.float(), targets)
    grad_scaler.scale(miss).backward()
    grad_scaler.unscale_(adam)
    torch.nn.utils.clip_grad_norm_(net.parameters(), max_norm=1.0)
    grad_scaler.step(adam)
    grad_scaler.update()
    losses.append(miss.item())
print(f"{losses[0]:.3f} -> {losses[-1]:.3f}")

# %% one-block
def outputs_of_a_loop(**how):
    model = torch.nn.Linear(1, 1, bias=False)
    model.weight.data.fill_(1.0)
    sgd = torch.optim.SGD(model.parameters(), lr=0.5)
    given = []
    with torch.autocast("cpu", dtype=torch.bfloat16, **how):
        for _ in range(3):
            out = model(torch.ones(1, 1)).sum()
            given.append(out.item())
            sgd.zero_grad()
            out.backward()
            sgd.step()
    return given, model.weight.item()


stale, stale_weight = outputs_of_a_loop()
fresh, fresh_weight = outputs_of_a_loop(cache_enabled=False)
print("one block:", stale, "weight:", stale_weight)
print("no cache: ", fresh, "weight:", fresh_weight)

# %% block-a-step
model = torch.nn.Linear(1, 1, bias=False)
model.weight.data.fill_(1.0)
sgd = torch.optim.SGD(model.parameters(), lr=0.5)
right = []
for _ in range(3):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = model(torch.ones(1, 1)).sum()
    right.append(out.item())
    sgd.zero_grad()
    out.backward()
    sgd.step()
print(right)

# %% too-small-a-step
one = torch.ones(1, dtype=torch.bfloat16)
print(one - 0.001)
print(torch.ones(1) - 0.001)

# %% whole-model
halved = torch.nn.Linear(2, 1).bfloat16()
halved(torch.ones(1, 2, dtype=torch.bfloat16)).sum().backward()
print(halved.weight.dtype, halved.weight.grad.dtype)

# %% no-grad-inside
with torch.autocast("cpu", dtype=torch.bfloat16):
    with torch.no_grad():
        layer(x)
    later = layer(x)
print(later.requires_grad)
later.sum().backward()
