"""Four places of a program and their switches."""

import pytest
import torch

STORY = "errors/symptom_modes"


def test_modes_give_the_table(outputs):
    _, *rows = outputs(STORY)["modes"].splitlines()
    flags = [tuple(word == "True" for word in row.split()[-4:]) for row in rows]
    assert flags == [
        (True, True, False, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, False, True, False),
    ]


def test_modes_agree_with_what_backward_says():
    model, batch = torch.nn.Linear(2, 1).eval(), torch.ones(4, 2)
    model(batch).sum().backward()
    for switch in (torch.no_grad, torch.inference_mode):
        with switch():
            loss = model(batch).sum()
        with pytest.raises(RuntimeError, match="does not require grad"):
            loss.backward()
