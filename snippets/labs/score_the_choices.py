r"""Lab: a loss for choices that were sampled.

Level: deep. Minutes: 15.
Other numbers: actions = torch.tensor([0, 1, 1, 2])
"""
# %% start
import torch

scores = torch.tensor([0.5, -0.5, 0.0], requires_grad=True)
value = torch.tensor(0.3, requires_grad=True)  # what a second network expects
actions = torch.tensor([0, 2, 2, 1])  # four choices, sampled before
returns = torch.tensor([1.0, 0.0, 2.0, -1.0])  # what came of each
advantages = returns - value

# Write policy_loss(scores, actions, advantages): one number whose gradient along the scores is
# the mean over the choices of - advantage * (slope of the log probability of the choice).
# `value` learns from a loss of its own and must get no gradient from this one.
# TODO: def policy_loss(scores, actions, advantages): ...

# %% solution
def policy_loss(scores, actions, advantages):
    chosen = scores.log_softmax(0)[actions]
    return -(advantages.detach() * chosen).mean()


policy_loss(scores, actions, advantages).backward()
print(scores.grad, value.grad)

# %% check
as_started = {
    "scores": getattr(scores, "shape", None) == (3,),
    "value": getattr(value, "shape", None) == (),
    "actions": getattr(actions, "shape", None) == (4,),
    "advantages": getattr(advantages, "shape", None) == (4,),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(globals().get("policy_loss")), "There is no `policy_loss` yet."
trial = scores.detach().clone().requires_grad_()
made = policy_loss(trial, actions, advantages)
assert getattr(made, "shape", None) == (), "The loss should be one number."
assert getattr(made, "requires_grad", False), (
    "The loss does not record: a sampled choice has no slope, its score has."
)
got, at_value = torch.autograd.grad(made, (trial, value), allow_unused=True)
assert got is not None, "The scores get no gradient."
probabilities = trial.detach().softmax(0)
weights = advantages.detach()[:, None]
right = -(weights * (torch.eye(3)[actions] - probabilities)).mean(0)


def is_it(gradient):
    return torch.allclose(got, gradient, atol=1e-6)


assert not is_it(-right), "The sign is wrong: a good choice should become more likely."
assert not is_it(4 * right), "The choices were added up: take the mean."
assert not is_it(-(weights * torch.eye(3)[actions]).mean(0)), (
    "These are the raw scores of the choices: their probability depends on all scores."
)
chances = probabilities[actions][:, None]
assert not is_it(-(chances * weights * (torch.eye(3)[actions] - probabilities)).mean(0)), (
    "These are probabilities; the slope is that of their logarithm."
)
assert not is_it(-(torch.eye(3)[actions] - probabilities).mean(0)), (
    "Every choice counts the same: the advantages are missing."
)
assert is_it(right), f"The gradient should be {right.tolist()}, not {got.tolist()}."
assert at_value is None, "`value` gets a gradient too: detach the advantages."
at = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
chosen = torch.tensor([1, 1, 0, 2])
learned = torch.tensor([0.25, -2.0, 0.5, 1.5], requires_grad=True)
gains = 2 * learned
before = [tensor.detach().clone() for tensor in (at, chosen, gains)]
made = policy_loss(at, chosen, gains)
assert gains.requires_grad, "detach_() edits the advantages that were given: use detach()."
kept = all(torch.equal(a, b) for a, b in zip(before, (at, chosen, gains), strict=True))
assert kept, "The call has changed the tensors that it was given."
got, at_gains = torch.autograd.grad(made, (at, gains), allow_unused=True)
assert got is not None, "Other scores get no gradient: use those that are given."
slope = torch.eye(3)[chosen] - at.detach().softmax(0)
right = -(gains.detach()[:, None] * slope).mean(0)
assert torch.allclose(got, right, atol=1e-6), (
    f"For other choices the gradient should be {right.tolist()}, not {got.tolist()}: "
    "use the scores, the actions and the advantages that are given."
)
assert at_gains is None, "The advantages get a gradient: detach them."
print("All checks passed.")
