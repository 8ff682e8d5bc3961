"""detach() shares the version counter, so the edit is refused; on a clone it is not."""

import pytest
import torch

STORY = "errors/surprise_data_hides_edits_detach"
CORE = "modified by an inplace operation"


def test_edit_is_counted_and_refused(run, executed):
    assert run(STORY, upto="edit").e._version == 1
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert CORE in error["evalue"]


@pytest.mark.parametrize("clone", [True, False])
def test_a_clone_may_be_edited(clone):
    z = torch.zeros(3, requires_grad=True)
    e = z.exp()
    s = e.sum()
    (e.detach().clone() if clone else e.detach()).zero_()
    if clone:
        s.backward()
        assert z.grad.tolist() == [1.0, 1.0, 1.0]
    else:
        with pytest.raises(RuntimeError, match=CORE):
            s.backward()
