r"""Four ways to write one loss: equal on paper, and not in float32."""
# %% forms
import torch

zero = torch.zeros(())


def with_sigmoid(z, t):
    p = torch.sigmoid(z)
    return -t * p.log() - (1 - t) * (1 - p).log()


def with_exp(z, t):
    return (1 + z.exp()).log() - t * z


def with_max(z, t):
    small = (1 + (-z.abs()).exp()).log()
    return z.clamp(min=0) + small - t * z


def with_logaddexp(z, t):
    return torch.logaddexp(z, zero) - t * z


# %% measured
def measure(form, number):
    z = torch.tensor(number, requires_grad=True)
    loss = form(z, 0.0)
    loss.backward()
    return loss.item(), z.grad.item()


FORMS = [with_sigmoid, with_exp, with_max, with_logaddexp]
found = {form.__name__: (measure(form, 0.0), measure(form, 100.0)) for form in FORMS}
print(" " * 16 + "z = 0          z = 100")
print(" " * 16 + "loss    slope  loss  slope")
for name, ((low, low_slope), (high, high_slope)) in found.items():
    print(f"{name:15} {low:.4f} {low_slope:6.1f} {high:6.0f} {high_slope:5.0f}")

# %% log-softmax
logits = torch.tensor([100.0, 0.0])
by_formula = logits - logits.exp().sum().log()
print(by_formula)
print(torch.log_softmax(logits, dim=0))
