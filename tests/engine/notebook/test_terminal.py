"""Text with control characters, as a terminal would show it."""

import time

import pytest

from livecells.notebook.terminal import PLAIN, Style, plain, spans

SHOWN = {
    "a bar": ("\r 10%\r 20%\r100%\n", "100%\n"),
    "a longer line before": ("loading data\rdone\n", "doneing data\n"),
    "erased first": ("loading data\r\x1b[Kdone\n", "done\n"),
    "windows": ("a\r\nb\r\n", "a\nb\n"),
    "backspace": ("abc\b\bX\n", "aXc\n"),
    "backspace at the edge": ("\b\bx", "x"),
    "two bars": ("one\ntwo\n\x1b[2A\x1b[2KONE\n\x1b[2KTWO\n", "ONE\nTWO\n"),
    "cursor": ("abc\x1b[2DX\x1b[CY", "aXcY"),
    "column": ("abc\x1b[1GX", "Xbc"),
    "previous line": ("a\nb\x1b[Fc", "c\nb"),
    "home": ("a\nb\x1b[Hc", "c\nb"),
    "screen": ("a\nb\x1b[2J\x1b[Hc", "c\n"),
    "below": ("a\nb\nc\x1b[2;1H\x1b[J", "a\n"),
    "a link": ("\x1b]8;;http://x.org\x07text\x1b]8;;\x07", "text"),
    "a link, ended otherwise": ("\x1b]8;;http://x.org\x1b\\text\x1b]8;;\x1b\\", "text"),
    "a title": ("\x1b]0;title\x07x", "x"),
    "a title without end": ("x\x1b]0;title", "x"),
    "hidden cursor": ("\x1b[?25lx\x1b[?25h", "x"),
    "characters": ("\x1b(Bx\x1b=y\x1bM", "xy"),
    "bell and others": ("a\x07\x00\x0e\x7f\x9bb", "ab"),
    "an escape alone": ("a\x1b", "a"),
    "cut short": ("a\x1b[3", "a"),
    "tabs stay": ("a\tb\n\tc", "a\tb\n\tc"),
    "nothing": ("", ""),
    "wide": ("日本\r語", "語本"),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_a_terminal_shows(case):
    text, shown = SHOWN[case]
    assert plain(text) == shown
    assert "".join(piece for piece, _ in spans(text)) == shown


STYLES = {
    "31": Style(fg=1),
    "1;31": Style(fg=1, bold=True),
    "91": Style(fg=9),
    "42": Style(bg=2),
    "103": Style(bg=11),
    "38;5;4": Style(fg=4),
    "38;5;196": Style(fg=9),
    "48;5;22": Style(bg=2),
    "38;5;232": Style(fg=0),
    "38;5;255": Style(fg=15),
    "38;2;200;10;10": Style(fg=1),
    "38;2;0;100;255": Style(fg=12),
    "38:2::0:100:255": Style(fg=12),
    "38:5:4": Style(fg=4),
    "2": Style(faint=True),
    "3": Style(italic=True),
    "4": Style(underline=True),
    "4:3": Style(underline=True),
    "7": Style(inverse=True),
    "9": Style(struck=True),
    "1;22": PLAIN,
    "31;39": PLAIN,
    "1;4;0": PLAIN,
    "": PLAIN,
    "5": PLAIN,
    "38;5": Style(fg=0),
    "38": PLAIN,
    "999": PLAIN,
    "38;2;0;100;255;1": Style(fg=12, bold=True),
}


@pytest.mark.parametrize("given", STYLES)
def test_colours_and_the_like(given):
    style = STYLES[given]
    expected = [("x", PLAIN)] if style == PLAIN else [("x", style)]
    assert spans(f"\x1b[{given}mx") == expected
    if "0" not in given.split(";"):
        assert spans(f"a\x1b[{given}mx\x1b[0mb")[-1][0].endswith("b")


def test_a_style_lasts_until_it_is_ended():
    assert spans("\x1b[32ma\nb\x1b[mc") == [
        ("a", Style(fg=2)),
        ("\n", PLAIN),
        ("b", Style(fg=2)),
        ("c", PLAIN),
    ]


def test_a_wild_cursor_fills_no_memory():
    began = time.monotonic()
    shown = plain(
        "\x1b[999999999B\x1b[999999999Cx\x1b[999999999;999999999Hy\x1b[9999999999999G" * 50
    )
    assert len(shown) < 100_000
    plain("\rstep" * 100_000)
    assert time.monotonic() - began < 20
