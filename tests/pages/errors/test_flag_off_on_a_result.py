"""The flag of a result: True does nothing, False is refused, detach() cuts."""

STORY = "errors/flag_off_on_a_result"


def test_detach_gives_a_leaf_outside_the_record(run):
    module = run(STORY, upto="detach")
    assert module.y.requires_grad
    assert not module.y.is_leaf
    assert not module.cut.requires_grad
    assert module.cut.is_leaf
    assert module.cut.data_ptr() == module.y.data_ptr()


def test_flag_off_is_refused(executed):
    (error,) = executed(STORY).cell("flag-off")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert "you can only change requires_grad flags of leaf variables" in error["evalue"]
