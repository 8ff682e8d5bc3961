r"""eval() changes what some layers compute, and records as before; no_grad does the rest."""
# %% eval
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(3, 3),
    torch.nn.Dropout(0.5),
    torch.nn.Linear(3, 1),
)
batch = torch.ones(5, 3)
model.eval()
scores = model(batch)
print("requires_grad:", scores.requires_grad)
print("step:         ", scores.grad_fn.name())

# %% both
with torch.no_grad():
    silent = model(batch)
print("requires_grad:", silent.requires_grad)
print("same scores:  ", torch.equal(silent, scores))

# %% grid
for training in (True, False):
    model.train(training)
    for recording in (True, False):
        with torch.set_grad_enabled(recording):
            first, second = model(batch), model(batch)
        print(
            f"{'train()' if training else 'eval() '}",
            f"{'recording' if recording else 'no_grad  '}",
            f"two runs agree: {torch.equal(first, second)!s:6}",
            f"requires_grad: {first.requires_grad}",
        )

# %% find
print("model.training:", model.training)
print("recording:     ", torch.is_grad_enabled())
