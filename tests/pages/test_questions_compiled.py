"""What is compiled gives the gradients of what is not."""

import torch

COMPILED = "questions_compiled"


def test_compiled_and_plain_gradients_are_those_of_the_formula(run, outputs):
    story = run(COMPILED, upto="compiled")
    torch.testing.assert_close(story.w.grad, story.x * (story.w.detach() * story.x).cos())
    assert outputs(COMPILED)["compiled"].endswith("SumBackward0 -> CompiledFunctionBackward\n")


def test_a_break_makes_two_nodes(run):
    story = run(COMPILED, upto="break")
    assert story.pieces == ["CompiledFunctionBackward"] * 2 + ["AccumulateGrad"]


def test_a_function_keeps_its_rule_and_a_walk_inside_works(run):
    story = run(COMPILED)
    assert story.by_own_rule.tolist() == [10, 10, 10]
    slope = torch.func.grad(story.loss)(story.w.detach(), story.x)
    torch.testing.assert_close(story.stepped.detach(), story.w.detach() - 0.1 * slope)
