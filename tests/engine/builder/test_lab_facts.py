"""What the docstring of a lab says of it: level, time and other numbers."""

import pytest

from livecells.builder.labs import facts

DOC = '''r"""Lab: say it.

Level: core. Minutes: 8.
Other numbers: a = 2
Other numbers: b = [3, 4]
"""
'''


def test_level_time_and_other_numbers_are_read():
    found = facts(f"{DOC}# %% start\na = 1\n")
    assert (found.level, found.minutes, found.other) == ("core", 8, ("a = 2", "b = [3, 4]"))
    assert found.words == "core, about 8 minutes"


@pytest.mark.parametrize("text", ['"""Lab: say it."""\n', "a = (\n", ""])
def test_what_is_not_said_is_not_there(text):
    assert (facts(text).words, facts(text).other) == ("", ())


def test_other_numbers_take_the_place_of_the_lines_with_the_same_names():
    start = "a = 1\nb = [0, 0]\nab = 1\n# TODO: c = ..."
    assert facts(DOC).renumbered(start) == "a = 2\nb = [3, 4]\nab = 1\n# TODO: c = ..."


def test_other_numbers_for_a_name_that_the_start_lacks_are_refused():
    with pytest.raises(ValueError, match=r"Other numbers: b = .*0 lines `b = `"):
        facts(DOC).renumbered("a = 1\n")
