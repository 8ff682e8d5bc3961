r"""Short answers: penalties, weights of losses, divergences, and losses made of slopes."""
# %% penalty
import torch

w = torch.tensor([2.0, -0.5, 0.0], requires_grad=True)
(of_squares,) = torch.autograd.grad((w**2).sum(), w)
(of_sizes,) = torch.autograd.grad(w.abs().sum(), w)
print("L2:", of_squares.tolist())
print("L1:", of_sizes.tolist())


def step(optimizer, weight, penalty):
    """One step on the loss of sum(weight) and a penalty."""
    (weight.sum() + penalty).backward()
    optimizer.step()
    return weight.detach()


first, second = (w.detach().clone().requires_grad_() for _ in range(2))
by_penalty = step(torch.optim.SGD([first], lr=0.1), first, 0.3 / 2 * (first**2).sum())
by_decay = step(torch.optim.SGD([second], lr=0.1, weight_decay=0.3), second, 0)
print("weight_decay is the same step:", torch.allclose(by_penalty, by_decay))

# %% weights
losses = torch.tensor([4.0, 0.25])  # the sizes of two losses
plain = torch.ones(2, requires_grad=True)
(plain * losses).sum().backward()
print("plain weights: ", plain.grad.tolist())

s = torch.zeros(2, requires_grad=True)  # the weight of a loss is exp(-s)
optimizer = torch.optim.SGD([s], lr=0.1)
for _ in range(500):
    optimizer.zero_grad()
    (losses * (-s).exp() + s).sum().backward()
    optimizer.step()
print("learned weights:", (-s.detach()).exp())

# %% maximize
def climbed(sign, maximize):
    """Ten steps on the hill 4 - (x - 3)**2 from 0, or on its mirror image."""
    x = torch.tensor(0.0, requires_grad=True)
    sgd = torch.optim.SGD([x], lr=0.1, maximize=maximize)
    for _ in range(10):
        sgd.zero_grad()
        (sign * (4 - (x - 3) ** 2)).backward()
        sgd.step()
    return round(x.item(), 4)


print("minus the objective:", climbed(-1, maximize=False))
print("maximize=True:      ", climbed(1, maximize=True))

# %% ratio
logp = torch.tensor([-1.0, -2.0], requires_grad=True)
advantage = torch.tensor([3.0, -1.0])
ratio = (logp - logp.detach()).exp()
(of_ratio,) = torch.autograd.grad((ratio * advantage).sum(), logp)
(of_logp,) = torch.autograd.grad((logp * advantage).sum(), logp)
print(ratio.detach(), of_ratio, of_logp)

# %% weighted
score = torch.tensor(2.0, requires_grad=True)
weight = score.sigmoid()
error = (score - 5) ** 2
(with_weight,) = torch.autograd.grad(weight * error, score, retain_graph=True)
(as_constant,) = torch.autograd.grad(weight.detach() * error, score)
print(f"recorded: {with_weight:.2f}  detached: {as_constant:.2f}")

# %% divergence
target = torch.tensor([0.5, 0.3, 0.2])
z = torch.tensor([1.0, 0.0, -1.0], requires_grad=True)
kl = torch.nn.functional.kl_div(torch.log_softmax(z, 0), target, reduction="sum")
(of_kl,) = torch.autograd.grad(kl, z)
(of_ce,) = torch.autograd.grad(torch.nn.functional.cross_entropy(z, target), z)
print("kl_div:       ", of_kl)
print("cross entropy:", of_ce)
print("q - p:        ", z.detach().softmax(0) - target)

# %% slopes
torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
adam = torch.optim.Adam(net.parameters(), lr=0.05)
points = torch.linspace(-2, 2, 21).unsqueeze(1).requires_grad_()
for _ in range(100):
    (slope,) = torch.autograd.grad(net(points).sum(), points, create_graph=True)
    loss = ((slope - points.cos()) ** 2).mean()  # the slope is to be that of the sine
    adam.zero_grad()
    loss.backward()
    adam.step()
ends = net(torch.tensor([[0.0], [1.0]])).detach()
print("mean squared error of the slope below 0.01:", loss.item() < 0.01)
print(f"net(1) - net(0): {(ends[1] - ends[0]).item():.1f}")
