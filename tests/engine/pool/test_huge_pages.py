"""The server's memory in large pages, where the system gives them."""

import subprocess
import sys

import pytest

PROGRAM = """
import re, resource, sys
from pathlib import Path
from livecells.pool.huge_pages import collapse

def kib(name):
    return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/smaps_rollup").read_text())[1])

held = [[number, str(number)] for number in range(500_000)]  # some 60 MB of small objects
before, small = kib("Rss"), kib("AnonHugePages")
collapse()
assert held[499_999] == [499_999, "499999"]
print((kib("AnonHugePages") - small) // 1024, (kib("Rss") - before) // 1024)
"""


def measured():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return map(int, done.stdout.split())


def test_more_of_a_big_process_lies_in_large_pages_and_it_holds_no_more():
    large, grown = measured()
    if large <= 0:
        pytest.skip("this system gives no large pages on request (Linux 6.1), or gave them before")
    assert grown < 20, "MiB"
