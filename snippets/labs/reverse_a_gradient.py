r"""Lab: turn a gradient round on its way.

Level: more. Minutes: 12.
Other numbers: rows = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [3.0, 0.0]])
"""
# %% start
import torch

torch.manual_seed(0)
encoder, head = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)
rows = torch.rand(4, 2)


def plain():
    return head(encoder(rows)).sum()


# Write reversed_loss(): the same loss, and the same gradient for the head.
# The encoder receives minus one half of its plain gradient.
# TODO: def reversed_loss(): ...

# %% solution
def reversed_loss():
    features = encoder(rows)
    features.register_hook(lambda g: -0.5 * g)
    return head(features).sum()


reversed_loss().backward()
print(encoder.weight.grad)

# %% check
as_started = {
    "encoder": isinstance(encoder, torch.nn.Module),
    "head": isinstance(head, torch.nn.Module),
    "rows": isinstance(rows, torch.Tensor) and rows.shape[1:] == (2,),
    "plain": callable(plain),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def slopes(loss):
    encoder.zero_grad()
    head.zero_grad()
    value = loss()
    assert isinstance(value, torch.Tensor), "reversed_loss() returns the loss, a tensor."
    assert value.numel() == 1, f"The loss is one number, not {value.numel()}."
    assert value.requires_grad, "The loss does not record."
    value.backward()
    return value.detach().to(rows.dtype), encoder.weight.grad, head.weight.grad


assert callable(globals().get("reversed_loss")), "There is no `reversed_loss` yet."
expected = slopes(plain)
for _ in range(2):
    value, of_encoder, of_head = slopes(reversed_loss)
    assert torch.allclose(value, expected[0]), "The loss itself has changed."
    assert of_encoder is not None, "No gradient arrived at the encoder."
    assert of_head is not None, "No gradient arrived at the head."
    assert not torch.allclose(of_head, -0.5 * expected[2]), (
        "The head is turned round too: the hook belongs between encoder and head."
    )
    assert torch.allclose(of_head, expected[2]), "The head's gradient has changed."
    assert not torch.allclose(of_encoder, expected[1]), (
        "The encoder has its plain gradient: a hook must return what it changes."
    )
    assert not torch.allclose(of_encoder, 0.25 * expected[1]), (
        "The encoder was turned round twice: put one hook on the features of each call."
    )
    assert torch.allclose(of_encoder, -0.5 * expected[1]), (
        "The encoder should receive minus one half of its plain gradient."
    )
assert slopes(plain)[1].equal(expected[1]), (
    "A hook is left over on something that outlives the call."
)
encoder.zero_grad()
head.zero_grad()
both = 5 * reversed_loss() - 2 * reversed_loss()  # two calls, and other gradients that arrive
both.backward()
parameters = [*encoder.parameters(), *head.parameters()]
turned = [parameter.grad.clone() for parameter in parameters]
encoder.zero_grad()
head.zero_grad()
plain().backward()
for found, parameter, factor in zip(turned, parameters, (-1.5, -1.5, 3, 3), strict=True):
    assert torch.allclose(found, factor * parameter.grad, atol=1e-5), (
        "With two calls in one loss, five times the one less twice the other, a gradient is wrong: "
        "each call should turn what arrives at its own features."
    )
print("All checks passed.")
