"""The message names the step of the tensor; the line it stops at is that of backward."""

STORY = "errors/symptom_reading"


def test_backward_names_exp_and_stops_elsewhere(run, executed):
    (error,) = executed(STORY).cell("backward")["outputs"]
    assert "modified by an inplace operation" in error["evalue"]
    assert "[torch.FloatTensor [3]], which is output 0 of Exp" in error["evalue"]
    assert "set_detect_anomaly(True" in error["evalue"]
    assert any("loss.backward()" in line for line in error["traceback"])
    assert not any("hidden += 1" in line for line in error["traceback"])
    assert run(STORY, upto="forward").hidden._version == 1
