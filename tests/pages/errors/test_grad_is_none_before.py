"""Before the first walk there is nothing to zero."""

STORY = "errors/grad_is_none_before"


def test_before_is_an_attribute_error(executed):
    (error,) = executed(STORY).cell("before")["outputs"]
    assert error["ename"] == "AttributeError"
    assert error["evalue"] == "'NoneType' object has no attribute 'zero_'"
