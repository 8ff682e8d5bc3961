"""What a name gets that is not here."""

from ._types import fault, refuse


def missing(module, name, known):
    """A refusal of a name that torch has; of any other, torch's own error."""
    if name in known:
        refuse(f"{module}.{name}")
    fault(AttributeError, f"module '{module}' has no attribute '{name}'")
