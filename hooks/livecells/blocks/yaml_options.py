"""The options of a block as YAML: read, or refused with the line that is wrong."""

from __future__ import annotations

import copy
import functools
import re

import yaml

from livecells.blocks.options import Given, OptionError
from livecells.blocks.parser import Block
from livecells.blocks.strict_yaml import load, row_of

OPTION_LINE = re.compile(r" {4}(?:[\w-]+:(?: |$)|- |#)| {6}")
MOST_ENTRIES = 1_000_000  # of the options of a block


def options_of(block: Block) -> Given:
    """The options of a block with their values; raises OptionError where they are not YAML."""
    try:
        options = copy.deepcopy(_read("\n".join(block.written)))
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "unreadable"
        raise OptionError(
            "", f"the block's options are not YAML: {problem}", _bad_row(block, error)
        ) from None
    except (ValueError, RecursionError) as error:  # such as 5000 digits, or the 45th of May
        problem = str(error).split(";")[0]
        raise OptionError(
            "", f"the block's options hold what cannot be read: {problem}", _odd_row(block)
        ) from None
    if not isinstance(options, dict):
        raise OptionError(
            "", f"the block's options must be `name: value` lines, not {options!r}", 0
        )
    if is_endless(options):
        what = "a value in the block's options repeats itself (`*`) nearly without end"
        raise OptionError("", what, block.line_with("*") - block.line - 1)
    return options


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> object:
    """YAML is slow to read, and in `serve` most blocks stay as they are from build to build."""
    return load(text) or {}


def is_endless(options: object) -> bool:
    """Whether YAML's references make something of a few words that nobody can go through."""
    waiting: list[object] = [options]
    for _ in range(MOST_ENTRIES):
        if not waiting:
            return False
        inner = waiting.pop()
        if isinstance(inner, dict | list):
            waiting += inner.values() if isinstance(inner, dict) else inner
    return True


def _odd_row(block: Block) -> int:
    """The line of the options up to which they cannot be read."""
    for number in range(len(block.written)):
        try:
            load("\n".join(block.written[: number + 1]))
        except yaml.YAMLError:
            continue  # not whole yet
        except (ValueError, RecursionError):
            return number
    return 0


def _bad_row(block: Block, error: yaml.YAMLError) -> int:
    """The line of the options on which the slip is: one that looks like no option, or YAML's."""
    odd = (
        number
        for number, line in enumerate(block.written)
        if not OPTION_LINE.match(line) or line.replace('\\"', "").count('"') % 2
    )
    return min(next(odd, row_of(error)), len(block.written) - 1)
