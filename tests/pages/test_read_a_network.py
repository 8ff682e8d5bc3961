"""The graph of a small GPT: one weight used twice, a road past each block."""

import pytest
import torch
from torch.testing import assert_close

STORY = "read_a_network"


@pytest.fixture
def module(run):
    return run(STORY)


def test_the_loss_is_the_cross_entropy_of_the_next_word(module):
    rows = torch.log_softmax(module.logits, dim=-1)
    picked = rows.gather(2, module.text[:, 1:, None])
    assert_close(module.loss, -picked.mean())


def test_the_weights_of_the_words_get_the_sum_of_two_shares(module):
    gpt, ids, aims = module.gpt, module.text[:, :-1], module.text[:, 1:]
    first, last = (gpt.words.weight.detach().clone().requires_grad_() for _ in range(2))
    x = first[ids] + gpt.places.weight[: ids.shape[1]]
    for block in gpt.blocks:
        x = block(x)
    loss = torch.nn.functional.cross_entropy((gpt.norm(x) @ last.t()).flatten(0, 1), aims.flatten())
    shares = torch.autograd.grad(loss, [first, last])
    assert min(share.norm() for share in shares) > 0
    assert_close(gpt.words.weight.grad, sum(shares))


def test_a_block_hands_the_gradient_on_past_itself(module):
    block = module.gpt.blocks[0]
    x = torch.randn(1, 3, 8, requires_grad=True)
    (whole,) = torch.autograd.grad(block(x).sum(), x)
    y = x + block.attention(block.norm1(x))
    beside = block.mlp(block.norm2(y)) + (y - x)
    (part,) = torch.autograd.grad(beside.sum(), x)
    assert_close(whole - part, torch.ones_like(x))


def test_every_parameter_has_a_gradient_of_its_block(module):
    assert all(parameter.grad is not None for parameter in module.gpt.parameters())
    printed = [f"{block.mlp[0].weight.grad.norm():.3f}" for block in module.gpt.blocks]
    assert len(printed) == 6
