"""Random numbers under vmap need a word on who shares them."""

import pytest
import torch

STORY = "errors/more_vmap_random"


def test_random_is_refused(executed):
    (error,) = executed(STORY).cell("random")["outputs"]
    assert "called random operation while in randomness error mode" in error["evalue"]


@pytest.mark.parametrize("draw", [lambda row: row + torch.rand(()), torch.bernoulli])
def test_other_random_numbers_say_the_same(draw):
    with pytest.raises(RuntimeError, match="randomness error mode"):
        torch.func.vmap(draw)(torch.ones(2, 3))


def test_fixed_zeroes_or_doubles_and_shares_on_demand(run):
    run(STORY, upto="fixed")
    drop = torch.nn.Dropout(0.5)
    table = torch.func.vmap(drop, randomness="same")(torch.ones(8, 8))
    assert torch.equal(table[0], table[7])
    assert set(table.flatten().tolist()) <= {0.0, 2.0}


def test_evaluation_and_numbers_from_outside_need_no_flag():
    drop = torch.nn.Dropout(0.5).eval()
    assert torch.equal(torch.func.vmap(drop)(torch.ones(3, 4)), torch.ones(3, 4))
    noise = torch.rand(3, 4)
    assert torch.equal(torch.func.vmap(torch.add)(torch.ones(3, 4), noise), 1 + noise)
