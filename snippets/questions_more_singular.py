r"""Short answers: the determinant of a matrix without an inverse."""
# %% singular
import torch

singular = torch.tensor([[1.0, 2.0], [2.0, 4.0]], requires_grad=True)
(by_rule,) = torch.autograd.grad(singular.det(), singular)
by_hand = singular[0, 0] * singular[1, 1] - singular[0, 1] * singular[1, 0]
(of_formula,) = torch.autograd.grad(by_hand, singular)
print("det:     ", by_rule.tolist())
print("formula: ", of_formula.tolist())
