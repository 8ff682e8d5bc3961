r"""The same training twice: by hand and with torch.optim.SGD, compared at each step."""
# %% start
import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = torch.tensor([0.0, 1.0, 1.0, 0.0])
zero = torch.zeros(())

torch.manual_seed(1)
start = [torch.randn(2, 3), torch.zeros(3), torch.randn(3), torch.zeros(())]


def loss_of(W, b, u, c):
    z = torch.tanh(X @ W + b) @ u + c
    return (torch.logaddexp(z, zero) - t * z).mean()


def copies():
    return [tensor.clone().requires_grad_() for tensor in start]


# %% side-by-side
by_hand, by_optim = copies(), copies()
optimizer = torch.optim.SGD(by_optim, lr=0.5)
equal_steps = 0
for _ in range(500):
    loss_of(*by_hand).backward()
    with torch.no_grad():
        for p in by_hand:
            p -= 0.5 * p.grad
            p.grad = None

    optimizer.zero_grad()
    loss_of(*by_optim).backward()
    optimizer.step()

    for p, q in zip(by_hand, by_optim, strict=True):
        assert torch.equal(p, q)
    equal_steps += 1
print("equal to the last bit after each of", equal_steps, "steps")

# %% another-rate atol=2e-6
def two_roundings(p, lr):
    p -= lr * p.grad


def one_call(p, lr):
    p.sub_(p.grad, alpha=lr)


def largest_gap(update, lr):
    hand, optim = copies(), copies()
    sgd = torch.optim.SGD(optim, lr=lr)
    gaps = []
    for _ in range(100):
        loss_of(*hand).backward()
        with torch.no_grad():
            for p in hand:
                update(p, lr)
                p.grad = None
        sgd.zero_grad()
        loss_of(*optim).backward()
        sgd.step()
        gaps += [(p - q).abs().max().item() for p, q in zip(hand, optim, strict=True)]
    return max(gaps)


halves = largest_gap(two_roundings, 0.5)
tenths = largest_gap(two_roundings, 0.1)
tenths_in_one = largest_gap(one_call, 0.1)
print(f"p -= 0.5 * p.grad           {halves:.0e}")
print(f"p -= 0.1 * p.grad           {tenths:.0e}")
print(f"p.sub_(p.grad, alpha=0.1)   {tenths_in_one:.0e}")
