r"""Lab: forward mode by hand, a value and its slope side by side.

Level: more. Minutes: 10.
Other numbers: x = torch.tensor(1.5)
Other numbers: dx = torch.tensor(-0.5)
"""
# %% start
import torch

# For y = exp(x * x) + x, carry the slope along with each step, by the chain rule.
# Begin with this x and this dx: how far y goes, to first order, where x goes by dx.
x = torch.tensor(0.5)
dx = torch.tensor(3.0)
# TODO: square, dsquare = x * x, ...
# TODO: grown, dgrown = square.exp(), ...
# TODO: y, dy = grown + x, ...

# %% solution
square, dsquare = x * x, dx * x + x * dx
grown, dgrown = square.exp(), square.exp() * dsquare
y, dy = grown + x, dgrown + dx
print(y, dy)

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {"x": getattr(x, "shape", None) == (), "dx": getattr(dx, "shape", None) == ()}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "dsquare" in made, "There is no `dsquare` yet: the slope of x * x."
along_square = number(dsquare, "`dsquare`")
along = float(x * dx)
assert abs(along_square - along) > 1e-4, "A product has two terms: x stands on both sides of it."
assert abs(along_square - 2 * float(x)) > 1e-4, "2 x is the slope along x. Multiply it by dx."
assert abs(along_square - 2 * along) < 1e-4, (
    f"dsquare should be {2 * along:g}, not {along_square:.4f}."
)
assert "dgrown" in made, "There is no `dgrown` yet: the slope of exp times what came before."
along_grown = number(dgrown, "`dgrown`")
e = (x * x).exp().item() * 2 * along
assert abs(along_grown - e) < 1e-4, (
    f"dgrown should be exp({float(x * x):g}) * {2 * along:g}, not {along_grown:.4f}."
)
assert "dy" in made, "There is no `dy` yet."
along_y = number(dy, "`dy`")
assert abs(along_y - e) > 1e-4, "The slope of the `+ x` is missing: add dx."
assert abs(along_y - e - 1) > 1e-4, "With x grows by dx what is added: add dx, not 1."
assert abs(along_y - e - float(dx)) < 1e-4, (
    f"dy should be {e + float(dx):.4f}, not {along_y:.4f}."
)
values = {"square": x * x, "grown": (x * x).exp(), "y": (x * x).exp() + x}
for name, value in values.items():
    assert name in made, f"There is no `{name}` yet: the value goes along with its slope."
    found = number(made[name], f"`{name}`")
    assert abs(found - value.item()) < 1e-4, f"`{name}` should be {value:.4f}, not {found:.4f}."
print("All checks passed.")
