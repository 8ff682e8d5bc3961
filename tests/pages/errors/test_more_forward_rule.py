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


def test_attention_has_a_plain_way(outputs):
    assert outputs(STORY)["attention"] == "torch.Size([1, 1, 3, 2])\n"
