"""eval() and recording are two switches."""

import torch
from torch.testing import assert_close

STORY = "errors/surprise_eval_still_records"


def test_eval_records_and_can_be_walked(run):
    module = run(STORY, upto="eval")
    assert not module.model.training
    module.scores.sum().backward()
    slopes = module.model[0].weight.grad
    weights = dict(module.model.named_parameters())
    total = lambda w: torch.func.functional_call(  # noqa: E731
        module.model, weights | {"0.weight": w}, (module.batch,)
    ).sum()
    assert_close(slopes, torch.func.grad(total)(module.model[0].weight.detach()))
    paper = len(module.batch) * module.model[2].weight.detach().T * module.batch[0]
    assert_close(slopes, paper)


def test_both_gives_the_same_scores_without_a_record(run):
    module = run(STORY, upto="both")
    assert torch.equal(module.silent, module.scores)
    assert not module.silent.requires_grad


def test_grid_shows_two_independent_switches(outputs):
    rows = outputs(STORY)["grid"].splitlines()
    agree = [row.split("agree: ")[1].split()[0] for row in rows]
    records = [row.split()[-1] for row in rows]
    assert agree == ["False", "False", "True", "True"]
    assert records == ["True", "False", "True", "False"]


def test_find_prints_both(outputs):
    lines = outputs(STORY)["find"].splitlines()
    assert [line.split()[-1] for line in lines] == ["False", "True"]
