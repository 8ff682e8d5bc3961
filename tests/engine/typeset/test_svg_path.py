"""Outlines written shorter are the same outlines."""

import re

import pytest

from livecells.typeset.svg_path import relative

TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "T": 2, "Q": 4, "S": 4, "C": 6}


def points(path):
    """Each command of a path with its points, made absolute."""
    at, start, found, command = [0.0, 0.0], [0.0, 0.0], [], ""
    tokens = TOKEN.findall(path)
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        if command in "zZ":
            at = list(start)
            found.append(("Z", []))
            continue
        kind = command.upper()
        numbers = [float(tokens.pop(0)) for _ in range(COUNTS[kind])]
        axes = {"H": [0], "V": [1]}.get(kind, [0, 1] * (len(numbers) // 2))
        if command.islower():
            pairs = zip(numbers, axes, strict=True)
            numbers = [round(number + at[axis], 3) for number, axis in pairs]
        for number, axis in list(zip(numbers, axes, strict=True))[-2:]:
            at[axis] = number
        found.append((kind, numbers))
        if kind == "M":
            start, command = list(at), "l" if command == "m" else "L"
    return found


@pytest.mark.parametrize(
    ("path", "shorter"),
    [
        ("M10 20L30 10L30-5Z", "m10 20 20-10 0-15z"),
        ("M10 20H30V-5H30", "m10 20h20v-25h0"),
        ("M1 1C2 2 3 3 4 4C5 5 6 6 7 7Z", "m1 1c1 1 2 2 3 3 1 1 2 2 3 3z"),
        ("M1.5 1Q2.25 2 3 3T4 4", "m1.5 1q.75 1 1.5 2t1 1"),
        ("M0 0L5 5ZM10 10L11 11", "m0 0 5 5zm10 10 1 1"),
        ("M0 0A5 5 0 0 1 5 5", "M0 0A5 5 0 0 1 5 5"),
        ("", ""),
    ],
)
def test_relative(path, shorter):
    assert relative(path) == shorter.replace("q.75", "q0.75")


def test_a_letter_of_mathjax_keeps_its_points():
    path = (
        "M520 667C520 678 513 683 500 683L354 680L223 683C208 684 200 676 200 659Z"
        "M639 233C642 240 643-245 643 248"
    )
    assert points(relative(path)) == points(path)


def test_what_is_rounded_away_does_not_add_up():
    path = "M0 0" + "".join(f"L{n * 0.014:.3f} 1" for n in range(1, 101))
    last = points(relative(path, 2))[-1]
    assert last[1] == pytest.approx([1.4, 1], abs=0.0051)


def test_in_a_larger_unit_no_point_is_off_by_more_than_half_of_it():
    path = "M520 667C520 678 513 683 500 683L354 680L223 683C208 684 200 676 200 659Z"
    coarse = points(relative(path, 0, 4))
    for (_, whole), (_, part) in zip(points(path), coarse, strict=True):
        assert [4 * number for number in part] == pytest.approx(whole, abs=2)
    assert len(relative(path, 0, 4)) < len(relative(path))
