"""The spread of one row."""

STORY = "errors/std_of_one"


def test_std_warns_and_is_nan(run, executed):
    texts = [o["text"] for o in executed(STORY).cell("std")["outputs"]]
    assert any("std(): degrees of freedom is <= 0" in text for text in texts)
    module = run(STORY)
    assert module.spread.isnan().all()
    assert module.row.grad.isnan().all()
