"""Rows of a loop are views that may not be edited."""

import pytest
import torch

STORY = "errors/more_unbind"


def test_rows_are_refused(executed):
    (error,) = executed(STORY).cell("rows")["outputs"]
    assert "is a view and is being modified inplace" in error["evalue"]
    assert "Unbind" in error["evalue"]


@pytest.mark.parametrize("parts", [torch.unbind, lambda t: t.split(1), lambda t: t.chunk(2)])
def test_split_and_chunk_say_the_same(parts):
    first, _ = parts(2 * torch.ones(2, 3, requires_grad=True))
    for edit in (lambda t: t.mul_(2), lambda t: t.__iadd__(1), lambda t: t.__setitem__(0, 5.0)):
        with pytest.raises(RuntimeError, match=r"Output 0 of .* is a view and is being modified"):
            edit(first)


def test_a_view_from_no_grad_has_a_message_of_its_own():
    doubled = 2 * torch.ones(2, 3, requires_grad=True)
    with torch.no_grad():
        row = doubled[0]
    with pytest.raises(RuntimeError, match="A view was created in no_grad mode"):
        row.mul_(2)
