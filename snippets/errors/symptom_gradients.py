r"""One line for each parameter tells a missing gradient from a zero, a nan and a healthy one."""
# %% report
import torch


def report(model):
    for name, p in model.named_parameters():
        if not p.requires_grad:
            state = "frozen"
        elif p.grad is None:
            state = "None"
        elif not p.grad.isfinite().all():
            state = "nan or inf"
        elif (p.grad == 0).all():
            state = "zero"
        else:
            state = f"norm {p.grad.norm():.2g}"
        print(f"{name:10}{state}")


# %% patient
class Patient(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name in ("fine", "unused", "masked", "rounded", "cold"):
            start = torch.nn.Parameter(torch.zeros(2))
            setattr(self, name, start)
        self.cold.requires_grad_(False)

    def forward(self):
        root = torch.where(self.masked > 0, self.masked.sqrt(), 0.0)
        return (3 * self.fine + root + self.rounded.round() + self.cold).sum()


patient = Patient()
loss = patient()
loss.backward()
print("loss:", loss.item())
report(patient)
