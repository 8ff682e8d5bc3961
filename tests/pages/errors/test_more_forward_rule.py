"""No forward rule: by other operations, by rows, or by the plain way."""

import torch
from torch.testing import assert_close

STORY = "errors/more_forward_rule"


def test_cdist_is_refused(executed):
    (error,) = executed(STORY).cell("cdist")["outputs"]
    assert (
        "Trying to use forward AD with _cdist_forward that does not support it" in error["evalue"]
    )


def test_fixed_and_backward_agree_with_nudges(run, outputs):
    module = run(STORY, upto="backward")
    p, d, h = module.points.double(), module.direction.double(), 1e-6
    origin = module.origin.double()
    nudged = (torch.cdist(p + h * d, origin) - torch.cdist(p - h * d, origin)) / (2 * h)
    combined = (module.by_rows * module.direction).sum(dim=(-2, -1))
    assert_close(combined.double(), nudged, rtol=1e-4, atol=1e-4)
    assert outputs(STORY)["fixed"] == outputs(STORY)["backward"]


def test_wrong_rows_of_cdist_by_nudges(run):
    module = run(STORY, upto="wrong-rows")
    second = (module.points[1] - module.origin[0]).double()
    by_hand = second / second.norm()
    assert_close(module.one_by_one[1, 0, 1].double(), by_hand, rtol=1e-5, atol=1e-5)
    assert_close(module.by_rows[1, 0, 1].double(), by_hand, rtol=1e-5, atol=1e-5)
    assert not torch.allclose(module.at_once[1, 0, 1].double(), by_hand, atol=0.1)


def test_attention_has_a_plain_way(outputs):
    assert outputs(STORY)["attention"] == "torch.Size([1, 1, 3, 2])\n"
