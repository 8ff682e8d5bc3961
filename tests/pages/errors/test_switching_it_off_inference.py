"""An inference tensor may enter a sum, and no step that would keep it."""

import pytest
import torch
from torch.func import grad
from torch.testing import assert_close

STORY = "errors/switching_it_off_inference"


def test_sum_works_and_has_slope_one(run):
    module = run(STORY, upto="sum")
    assert module.features.is_inference()
    total = module.w + module.features
    assert not total.is_inference()
    (slopes,) = torch.autograd.grad(total.sum(), module.w)
    assert_close(slopes, torch.ones(2))
    assert_close(grad(lambda w: (w + torch.tensor([6.0, 8.0])).sum())(torch.ones(2)), slopes)


def test_product_is_refused(executed):
    (error,) = executed(STORY).cell("product")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"].startswith("Inference tensors cannot be saved for backward.")


@pytest.mark.parametrize("cure", ["clone", "no_grad"])
def test_both_cures_of_the_message_work(run, cure):
    module = run(STORY, upto="sum")
    features = module.features.clone()
    if cure == "no_grad":
        with torch.no_grad():
            features = torch.tensor([3.0, 4.0]) * 2
    (module.w * features).sum().backward()
    assert_close(module.w.grad, torch.tensor([6.0, 8.0]))
