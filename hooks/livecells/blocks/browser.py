"""The option `browser` of a block: cells that a reader shall not run in the page, and why."""

from __future__ import annotations

import re

from livecells.blocks.options import OptionError, Options
from livecells.blocks.parser import Block

OPTIONS: Options = {"browser": (str, bool)}
FORM = re.compile(r"no[,:]?\s+(?P<why>\S.*)\Z", re.DOTALL)


def reason(block: Block) -> str:
    """Why the cells of a block have no button to run them; nothing where they may have one.

    Raises:
        OptionError: The option is not `no` and a reason.
    """
    given = block.options.get("browser")
    if given is None:
        return ""
    found = FORM.match(given) if isinstance(given, str) else None
    if found is None:
        raise OptionError(
            "browser", "browser is `no` and the reason, as in `browser: no, it draws a figure`"
        )
    return found["why"].strip()
