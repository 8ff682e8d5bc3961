"""An optimizer holds the tensors it was given, not those that came later."""

import torch

STORY = "errors/symptom_optimizer"


def test_held_misses_the_new_weight(outputs):
    rows = outputs(STORY)["held"].splitlines()
    assert [row.split()[0] for row in rows] == ["weight", "bias"]
    assert [row.split()[-1] for row in rows] == ["False", "True"]


def test_held_agrees_with_what_a_step_moves(run):
    module = run(STORY)
    before = {name: p.detach().clone() for name, p in module.model.named_parameters()}
    module.model(torch.ones(1, 2)).sum().backward()
    module.optimizer.step()
    after = dict(module.model.named_parameters())
    assert torch.equal(after["weight"], before["weight"])
    assert not torch.equal(after["bias"], before["bias"])
