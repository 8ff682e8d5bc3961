"""The theme's templates, compiled once and kept for later builds."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import MutableMapping

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Templates(BytecodeCache):
    """Compiled templates in a table; Jinja compares each with its source before it is used.

    Args:
        table: Where they are kept, as text.
    """

    def __init__(self, table: MutableMapping[str, str]) -> None:
        self._table = table

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what is kept of a template, if anything is."""
        kept = self._table.get(bucket.key)
        if kept is not None:
            bucket.bytecode_from_string(b64decode(kept))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that Jinja has compiled."""
        self._table[bucket.key] = b64encode(bucket.bytecode_to_string()).decode()
