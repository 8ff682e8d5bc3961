"""The grammar of blocks: one pass gives the tree, the options and what a converter gets."""

import pytest

from livecells.blocks.parser import Block, addressed, parse
from livecells.blocks.scan import scan
from livecells.kinds import KINDS


def drawn(block):
    """A block as nested lists: its name, and what stands in it."""
    inner = [drawn(child) if isinstance(child, Block) else child for child in block.children]
    return [block.name, *inner]


def test_text_and_blocks_keep_their_order():
    text = "a\n//// note | N\nb\n/// live | s:c\n    show: code\n///\nc\n////\nd"
    assert drawn(parse(text)) == ["page", "a", ["note", "b", ["live"], "c"], "d"]


def test_a_block_knows_its_lines_and_its_body():
    (block,) = parse("\n> /// equation | one\n>     at: {x: 1}\n> $$x$$\n> ///\n", 10).blocks()
    assert (block.name, block.argument, block.line, block.last) == ("equation", "one", 12, 15)
    assert (block.lead, block.written, block.body) == ("> ", ("    at: {x: 1}",), "$$x$$")


@pytest.mark.parametrize("code", ["```\n////\n```", "<!--\n////\n-->"])
def test_bars_in_code_and_comments_end_nothing(code):
    (block,) = parse(f"//// note | N\n{code}\n////\n").blocks()
    assert block.text() == code


def test_a_block_that_is_not_closed_ends_with_the_one_around_it():
    text = "//// note | N\n/// live | s:c\n////\nbehind\n/// live | s:d\n///\n"
    found = scan(text, "page.md", KINDS)
    assert [str(error) for error in found.errors] == ["page.md:2: block 'live' has no closing ///"]
    assert [block.line for block in found.blocks] == [5]
    assert "behind" in found.root.text()


def test_in_a_block_with_as_many_bars_the_first_end_is_that_of_both():
    """So a converter reads it; the blocks that hold others say what to do about it."""
    outer, inner = parse("/// exercise | lab\n/// hint\n///\nmore\n///\n").blocks()
    assert (outer.last, inner.last) == (3, 3)
    assert "more" in outer.text()


def test_a_converter_gets_lines_for_the_blocks_that_are_ours_alone():
    text = "/// live | s:c  \n    show: code\n///\n\n/// details | D\n    type: tip\nx\n///\n"
    found = scan(text, "page.md", KINDS, 4)
    shown = addressed(text, found.blocks, {"live"})
    assert shown == "/// live | 5\n///\n\n/// details | D\n    type: tip\nx\n///\n"
