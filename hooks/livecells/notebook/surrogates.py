"""Text without lone surrogates, which no file and no page can hold.

Python makes them of bytes that are no UTF-8 (`os.listdir`, `sys.argv`), and JSON of half an emoji.
As a kernel does on the way to a notebook, the bytes are read again, and each that is none becomes
U+FFFD. Any other lone surrogate becomes U+FFFD too; a kernel drops the whole message.
"""

from __future__ import annotations

import codecs
import re

ERRORS = "livecells-surrogates"  # for `str.encode` and for streams
LONE = re.compile("[\ud800-\udfff]+")
LOST = "\ufffd"


def whole(text: str) -> str:
    """The text as a file can hold it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return LONE.sub(lambda found: _read_again(found[0]), text)
    return text


def _read_again(surrogates: str) -> str:
    data = b"".join(map(_byte, surrogates))
    return data.decode(errors="replace")


def _byte(surrogate: str) -> bytes:
    code = ord(surrogate)
    return bytes([code - 0xDC00]) if 0xDC80 <= code <= 0xDCFF else LOST.encode()


def _encoded(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _read_again(error.object[error.start : error.end]).encode(), error.end


codecs.register_error(ERRORS, _encoded)
