"""How the pieces of LaTeX look, as patterns of characters."""

from __future__ import annotations

import re

THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\\,|\{,\})[0-9]{3})+(?:\.[0-9]+)?")
PIECE = re.compile(
    r"""
    (?P<space>[ \t\r\n]+|%[^\n]*)
  | (?P<num>[0-9]{1,3}(?:(?:\\,|\{,\})[0-9]{3})+(?![0-9])(?:\.[0-9]+)?
            |[0-9]+(?:(?:\.|\{,\})[0-9]+)?|\.[0-9]+)
  | (?P<row>\\\\\*?(?:\s*\[\s*-?[0-9.]+\s*(?:pt|em|ex|mm|cm|in)\s*\])?)
  | (?P<cmd>\\(?:(?:operatorname|hspace|tag|vspace)\*|[A-Za-z]+|[^A-Za-z]))
  | (?P<letter>[A-Za-z])
  | (?P<joined>\.\.\.|:=|<=|>=|!=|==|->|<-)
  | (?P<punct>.)
    """,
    re.VERBOSE | re.DOTALL,
)
LENGTH = re.compile(r"\s*\{?\s*(-?[0-9]*\.?[0-9]+)\s*([a-z]{2})\s*\}?")
SKIP = re.compile(r"\[\s*(-?[0-9.]+)\s*([a-z]{2})")
WORD = re.compile(r"\s*(?:\{((?:[^{}\\$]|\\[,;:!_ ])*)\}|([A-Za-z0-9]))")
OLD_WORD = re.compile(r"\s*(?:\{([A-Za-z]+)\}|([A-Za-z]+))")
ALONE = re.compile(r"\s*\{\s*([A-Za-z0-9]|\\(?:[a-zA-Z]+))\s*\}")
OPTION = re.compile(r"\s*\[[^\]]*\]")
