"""Nothing to retain outside the record."""

STORY = "errors/retain_grad_on_plain_data"


def test_plain_does_not_record(run):
    assert not run(STORY, upto="plain").plain.requires_grad


def test_retain_is_refused(executed):
    (error,) = executed(STORY).cell("retain")["outputs"]
    assert error["ename"] == "RuntimeError"
    assert error["evalue"] == "can't retain_grad on Tensor that has requires_grad=False"
