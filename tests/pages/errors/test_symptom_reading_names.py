"""The name in the message is that of the tensor's present step."""

import torch

STORY = "errors/symptom_reading_names"


def test_names_the_maker_or_the_edit(run):
    assert list(run(STORY).names.values()) == [
        "output 0 of Exp",
        "output 0 of Add",
        "output 0 of Mul",
    ]


def test_names_agree_with_grad_fn():
    """Another route: a recorded edit replaces the `grad_fn`, an unrecorded one does not."""
    given = 2 * torch.ones(2, requires_grad=True)
    with torch.no_grad():
        given.add_(1)
    assert given.grad_fn.name().startswith("Mul")
    given.add_(1)
    assert given.grad_fn.name().startswith("Add")


def test_names_nothing_where_nothing_was_saved(run):
    module = run(STORY)
    assert module.named(torch.exp, "input", module.add) == "no error"
