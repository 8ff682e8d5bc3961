r"""Lab: from the slope of an operation to the edit that breaks it.

Level: deep. Minutes: 20.
"""
# %% start
import torch

# An edit in place comes between the operation and backward().
# Which one breaks the walk: of the "input", of the "output", or "neither"?
# 1. Write the slope of each operation on paper.
# 2. Type your answers in, in place of the question marks.
breaks = {
    "x.cos()": "?",
    "x.tan()": "?",
    "x.abs()": "?",
    "x.cumsum(0)": "?",
}

# %% solution
breaks["x.cos()"] = "input"
breaks["x.tan()"] = "output"
breaks["x.abs()"] = "input"
breaks["x.cumsum(0)"] = "neither"
print(breaks)

# %% check
operations = {
    "x.cos()": torch.cos,
    "x.tan()": torch.tan,
    "x.abs()": torch.abs,
    "x.cumsum(0)": lambda x: x.cumsum(0),
}
reasons = {
    "x.cos()": "The slope is -sin(x). Can you get sin(x), with its sign, from cos(x) alone?",
    "x.tan()": "The slope is 1 + tan(x)^2, and tan(x) is there already.",
    "x.abs()": "The slope is the sign of x, and |x| has lost it.",
    "x.cumsum(0)": "Each slope is 0 or 1, whatever the entries of x are.",
}


def works(operation, edited):
    source = torch.tensor([0.2, 0.5, 1.0], requires_grad=True).clone()
    result = operation(source)
    (source if edited == "input" else result).add_(1)
    try:
        result.sum().backward()
    except RuntimeError:
        return False
    return True


assert isinstance(breaks, dict), "`breaks` should be a dictionary, as at the start."
for name, operation in operations.items():
    assert name in breaks, f"There is no answer for {name!r} in `breaks`."
    assert breaks[name] in ("input", "output", "neither"), (
        f"The answer for {name} should be 'input', 'output' or 'neither', not {breaks[name]!r}."
    )
    measured = [edit for edit in ("input", "output") if not works(operation, edit)]
    expected = measured[0] if measured else "neither"
    assert breaks[name] == expected, (
        f"Not {breaks[name]!r} for {name}. {reasons[name]}"
    )
print("All checks passed.")
