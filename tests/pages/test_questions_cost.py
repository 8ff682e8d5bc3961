"""What a walk back costs, counted by hand as well."""

import torch

COST = "questions_cost"


def test_backward_has_two_products_for_one(run):
    story = run(COST)
    product = 2 * 32 * 64 * 64  # a product and a sum for each
    assert story.ahead.get_total_flops() == product
    assert story.back.get_total_flops() == 2 * product
    plain = story.wide(torch.ones(32, 64)).sum()
    with story.FlopCounterMode(display=False) as first_layer:
        plain.backward()
    assert first_layer.get_total_flops() == product
