"""Python read as a tree: without a word about it, and without a trace in what Python warns of."""

import ast
import subprocess
import sys
import textwrap
import warnings

import pytest

from livecells.parsed import parsed

ESCAPE = 'print("\\d")'


def ended(program, environment=None):
    """A program in a process of its own, which has ended well."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=environment,
    )


def test_it_is_the_tree_of_python():
    assert ast.dump(parsed("x = 1\n")) == ast.dump(ast.parse("x = 1\n"))
    assert isinstance(parsed("x + 1", "eval"), ast.Expression)
    with pytest.raises(SyntaxError):
        parsed("x +")


def test_nothing_is_warned_of_even_where_warnings_are_errors():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        parsed(ESCAPE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parsed(ESCAPE)
    assert told == []


def test_what_python_shows_once_is_shown_once():
    """`catch_warnings` would have it shown again: see its documentation."""
    program = """
        import warnings
        from livecells.parsed import parsed
        warnings.simplefilter("default")
        for _ in range(3):
            warnings.warn("once")
            parsed("1")
    """
    done = ended(program)
    assert done.stderr.count("UserWarning: once") == 1


def test_who_reads_the_environment_is_known_where_the_folders_of_python_are_read_from_it():
    """As in Python 3.13, which goes through the variables to know its own folders."""
    program = """
        import os, sysconfig
        real = sysconfig.get_paths
        sysconfig.get_paths = lambda *more: dict(os.environ) and real(*more)
        from livecells.pool import environment_reads
        environment_reads.watch()
        print(os.environ["OWN"], sorted(environment_reads.noted().values()))
    """
    done = ended(program, {"OWN": "mine"})
    assert done.stdout == "mine [{'OWN'}]\n"
