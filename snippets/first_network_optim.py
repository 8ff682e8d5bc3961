r"""The same training twice: by hand and with torch.optim.SGD, compared at each step."""
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


# %% side-by-side
by_hand, by_optim = copies(), copies()
optimizer = torch.optim.SGD(by_optim, lr=0.5)
equal_steps = 0
for _ in range(500):
    cross_entropy(logits(by_hand), t).backward()
    with torch.no_grad():
        for p in by_hand:
            p -= 0.5 * p.grad
            p.grad = None

    optimizer.zero_grad()
    cross_entropy(logits(by_optim), t).backward()
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
        cross_entropy(logits(hand), t).backward()
        with torch.no_grad():
            for p in hand:
                update(p, lr)
                p.grad = None
        sgd.zero_grad()
        cross_entropy(logits(optim), t).backward()
        sgd.step()
        gaps += [(p - q).abs().max().item() for p, q in zip(hand, optim, strict=True)]
    return max(gaps)


halves = largest_gap(two_roundings, 0.5)
tenths = largest_gap(two_roundings, 0.1)
tenths_in_one = largest_gap(one_call, 0.1)
print(f"p -= 0.5 * p.grad           {halves:.0e}")
print(f"p -= 0.1 * p.grad           {tenths:.0e}")
print(f"p.sub_(p.grad, alpha=0.1)   {tenths_in_one:.0e}")
