"""The rows of cdist by jacrev are wrong at once, and right one by one."""

import torch
from torch.testing import assert_close


def test_wrong_rows_of_cdist_by_nudges(run):
    module = run("errors/more_forward_rows")
    second = (module.points[1] - module.origin[0]).double()
    by_hand = second / second.norm()
    assert_close(module.one_by_one[1, 0, 1].double(), by_hand, rtol=1e-5, atol=1e-5)
    assert_close(module.by_rows[1, 0, 1].double(), by_hand, rtol=1e-5, atol=1e-5)
    assert not torch.allclose(module.at_once[1, 0, 1].double(), by_hand, atol=0.1)
