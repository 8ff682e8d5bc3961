r"""The same training with torch.nn, from the same start, compared at each step."""
# %% start
import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = torch.tensor([0.0, 1.0, 1.0, 0.0])
zero = torch.zeros(())

torch.manual_seed(1)
W, b = torch.randn(2, 3), torch.zeros(3)
u, c = torch.randn(3), torch.zeros(())


def copies():
    return [tensor.clone().requires_grad_() for tensor in (W, b, u, c)]


def logits(weights):
    hidden = torch.tanh(X @ weights[0] + weights[1])
    return hidden @ weights[2] + weights[3]


def cross_entropy(z, t):
    return (torch.logaddexp(z, zero) - t * z).mean()


# %% model
model = torch.nn.Sequential(
    torch.nn.Linear(2, 3),
    torch.nn.Tanh(),
    torch.nn.Linear(3, 1),
)
for name, parameter in model.named_parameters():
    print(f"{name:10}{tuple(parameter.shape)}")

# %% same-start
def load_start():
    with torch.no_grad():
        model[0].weight.copy_(W.T)
        model[0].bias.copy_(b)
        model[2].weight.copy_(u)
        model[2].bias.copy_(c)


# %% training
def train_step(optimizer, loss_function):
    z = model(X).squeeze(1)
    loss = loss_function(z, t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


# %% side-by-side atol=2e-6
def largest_gap(loss_function):
    load_start()
    hand, largest = copies(), 0.0
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(500):
        cross_entropy(logits(hand), t).backward()
        with torch.no_grad():
            for p in hand:
                p -= 0.5 * p.grad
                p.grad = None

        train_step(optimizer, loss_function)

        twins = [hand[0].T, *hand[1:]]
        for p, q in zip(twins, model.parameters(), strict=True):
            assert torch.allclose(p, q, atol=1e-6)
            largest = max(largest, (p - q).abs().max().item())
    return largest


gap_of_layers = largest_gap(cross_entropy)
gap_of_all = largest_gap(torch.nn.BCEWithLogitsLoss())
print(f"nn layers, loss by hand: {gap_of_layers:.0e}")
print(f"all of it from nn:       {gap_of_all:.0e}")

# %% learned
with torch.no_grad():
    answers = torch.sigmoid(model(X))
print(answers)
