r"""Eight recipes: what is written most often around `backward()`, each short and complete."""
# %% loop
import torch

torch.manual_seed(0)
inputs = torch.linspace(-1, 1, 16).reshape(16, 1)
targets = 3 * inputs + 1
model = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(200):
    optimizer.zero_grad()
    loss = ((model(inputs) - targets) ** 2).mean()
    loss.backward()
    optimizer.step()
print(f"weight {model.weight.item():.2f}, bias {model.bias.item():.2f}")

# %% freeze
net = torch.nn.Sequential(torch.nn.Linear(1, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
net[0].requires_grad_(False)  # the first layer is not trained
trained = [p for p in net.parameters() if p.requires_grad]
last_only = torch.optim.SGD(trained, lr=0.1)
before = net[0].weight.clone()
((net(inputs) - targets) ** 2).mean().backward()
last_only.step()
print(torch.equal(net[0].weight, before), net[0].weight.grad)

# %% accumulate
w = torch.zeros(1, requires_grad=True)
parts = inputs.chunk(4)
for part in parts:
    part_loss = ((w * part - 3 * part) ** 2).mean() / len(parts)
    part_loss.backward()  # adds to w.grad
print(f"in four parts {w.grad.item():.4f}")
at_once = torch.zeros(1, requires_grad=True)
((at_once * inputs - 3 * inputs) ** 2).mean().backward()
print(f"at once       {at_once.grad.item():.4f}")

# %% clip
steep = torch.nn.Linear(2, 1)
(1000 * steep(torch.ones(1, 2))).sum().backward()
norm_before = torch.nn.utils.clip_grad_norm_(steep.parameters(), max_norm=1.0)
norm_after = torch.cat([p.grad.flatten() for p in steep.parameters()]).norm()
print(f"from {norm_before.item():.1f} to {norm_after.item():.4f}")

# %% evaluate
model.eval()  # switches dropout and batch norm, and nothing about gradients
with torch.no_grad():
    predicted = model(inputs)
    error = ((predicted - targets) ** 2).mean()
model.train()
print(predicted.requires_grad, f"{error.item():.4f}")

# %% second-derivative
t = torch.tensor(2.0, requires_grad=True)
(first,) = torch.autograd.grad(t**3, t, create_graph=True)
(second,) = torch.autograd.grad(first, t)
print(first.item(), second.item())

# %% intermediate
x = torch.tensor([1.0, 2.0], requires_grad=True)
hidden = x * 3
hidden.retain_grad()  # before backward()
(hidden**2).sum().backward()
print(hidden.grad, x.grad)

# %% report
for name, parameter in net.named_parameters():
    if parameter.grad is None:
        print(f"{name:10} no gradient")
    else:
        print(f"{name:10} |grad| {parameter.grad.norm().item():.3f}")
