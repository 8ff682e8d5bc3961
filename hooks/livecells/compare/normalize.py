r"""What of an output is the same in two honest runs: the rest is masked, in words in `<...>`.

Masked everywhere, and nothing else, since a mask too many hides a change for ever, while one too
few shows itself in the next run:

- addresses: hexadecimal numbers behind `at`, and any with nine digits or more (`hex(255)` stays);
- ids: UUIDs, `id(x) = 140...`, `pid 4711`;
- durations: a number with a unit of time, only on a line that speaks of measuring (`took`,
  `elapsed`, `wall time`, `time:`, `done in`, `per loop`, ...), for `x = 3 ms` may be a result;
- clock times: a date with a time of day down to fractions of a second; a plain date stays;
- absolute paths, up to a file's own name, and line numbers behind a `.py` file;
- white space at the end of lines and of the text, and terminal colours.

Of a warning only the category and the first sentence count, of an error its type and the first
sentence, of an SVG figure its tags, attributes and numbers, without ids and the file's metadata.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import takewhile

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
MASKS = (
    (re.compile(r"\bat 0x[0-9a-fA-F]+"), "at <address>"),
    (re.compile(r"\b0x[0-9a-fA-F]{9,}"), "<address>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.I), "<id>"),
    (re.compile(r"\b(id(?:\([^()\n]*\))?\s*[=:]?\s*)\d{9,}\b"), r"\1<id>"),
    (re.compile(r"\b(pid\s*[=:]?\s*)\d+\b", re.I), r"\1<id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3,}(?:Z|[-+]\d\d:?\d\d)?"), "<time>"),
)
TIMED = re.compile(
    r"\b(?:took|takes|elapsed|wall|cpu times?|duration|timings?|per loop|times?\s*[:=]"
    r"|(?:ran|run|done|finished|completed|computed|trained|built)\s+in)(?![^\W\d_])",
    re.I,
)
DURATION = re.compile(
    r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s?"
    r"(?:[nmuµμ]?s|secs?|seconds?|milliseconds?|microseconds?|mins?|minutes?|hours?)(?!\w)"
)
PATH = re.compile(r"(?:(?<![\w.:/<])|(?<=file://))(?:/|[A-Z]:\\)[A-Za-z_~.][^\s:,;'\"()<>\[\]]*")
PY_LINE = re.compile(r"(\.py(?:\"|')?)(?::\d+\b|, line \d+\b)")
PAYLOAD = re.compile(r"base64,([A-Za-z0-9+/=\s]{100,})")
HTML_ID = re.compile(r"""\b(id|for|href|xlink:href)=(["'])(?!https?:)#?[^"']*\2""")

WARNING = re.compile(r"\S.*?:\d+: (?P<category>\w*Warning): (?P<message>.*)")
CPP_WARNING = re.compile(r"\[W\d+ [\d:.]+ \S+\] (?:Warning: )?(?P<message>.*)")
INTERNAL = re.compile(r"\(Triggered internally at .*|\(function \w+\)")
SENTENCE = re.compile(r".*?[.!?](?=\s+[A-Z\"'`(\[]|\s*\Z)", re.DOTALL)


def text(raw: str) -> str:
    """A text without what changes from run to run."""
    return "\n".join(_line(line) for line in ANSI.sub("", raw).rstrip().split("\n"))


def _line(line: str) -> str:
    for pattern, mask in MASKS:
        line = pattern.sub(mask, line)
    if TIMED.search(line):
        line = DURATION.sub("<duration>", line)
    line = PY_LINE.sub(r"\1", PATH.sub(_path, line)).rstrip()
    return CONTROL.sub(lambda found: repr(found[0])[1:-1], line)


def _path(found: re.Match[str]) -> str:
    """A file keeps its name; a folder (perhaps a temporary one) keeps nothing.

    What has only one part, as `/dx` or `/n`, is no path that a machine would differ in.
    """
    parts = re.split(r"[/\\]", found[0])
    if len(parts) < 3:
        return found[0]
    return f"<path>/{parts[-1]}" if re.search(r"\w\.\w+\Z", parts[-1]) else "<path>"


def html(raw: str) -> str:
    """HTML, with its ids masked and its embedded files as digests."""
    named = HTML_ID.sub(r"\1=\2<id>\2", raw)
    return text(PAYLOAD.sub(lambda found: f"base64,{digest(found[1])}", named))


def digest(packed: str) -> str:
    """What stands for a file: its size and a part of its SHA-256; white space does not count."""
    data = "".join(packed.split()).encode()
    return f"{len(data)} characters of base64, sha256 {hashlib.sha256(data).hexdigest()[:16]}"


def stderr(raw: str) -> str:
    """A stream with warnings in it: each becomes `Category: first sentence`."""
    return text("\n".join(_without_places(raw.split("\n"))))


def _without_places(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        found = WARNING.fullmatch(lines[at])
        low = CPP_WARNING.fullmatch(lines[at])
        if found:
            more = _continued(lines[at + 1 :])
            yield f"{found['category']}: {sentence(' '.join([found['message'], *more[:-1]]))}"
            at += len(more)
        elif low:
            yield f"Warning: {sentence(low['message'])}"
        else:
            yield lines[at]
        at += 1


def _continued(lines: list[str]) -> list[str]:
    """The rest of a warning: more lines of its message, then the line of code, indented by two.

    Nothing where no line of code follows, as when the source cannot be had.
    """
    message = list(
        takewhile(lambda line: not line.startswith("  ") and not WARNING.fullmatch(line), lines)
    )
    code = lines[len(message) : len(message) + 1]
    return message + code if code and code[0].startswith("  ") else []


def error(name: str, message: str) -> str:
    """An error as `Type: first sentence`."""
    return text(f"{name}: {sentence(message)}" if message else name)


def sentence(message: str) -> str:
    """The first sentence, in one line, without the place in C++ that torch adds."""
    flat = " ".join(INTERNAL.sub("", message).split())
    found = SENTENCE.match(flat)
    return found[0] if found else flat
