"""A server for snippets that the tests fork gives what a new one gives."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from . import warm_builds, warm_servers
from .conftest import EPOCH, Site
from .watched import first_difference

STORIES = {
    "figure": '''\
"""Much of what a run can see."""
# %% a
import sys

import matplotlib.pyplot as plt
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).sum().backward()
print(x.grad, torch.get_num_threads(), __name__, len(sys.modules) > 500)

# %% figure
plt.plot([1, 2])
plt.show()

# %% fails raises="RuntimeError: a second time"
raise RuntimeError("a second time")
''',
    "place": '''\
"""Where it runs, and in which environment."""
# %% a
import os
import sys

print(sorted(os.listdir()), [os.path.basename(path) for path in sys.path], os.getpgid(0) > 1)

# %% figure
print(len(os.environ.get("HOME", "")), os.getenv("NOTHING"))

# %% fails raises="ZeroDivisionError"
print(sorted(name for name in os.environ if name < "M"))
1 / 0
''',
    "plain": '''\
"""Nothing of the kind."""
# %% a
print(6 * 7)

# %% figure
print("__file__" in globals(), __name__)

# %% fails raises="ZeroDivisionError"
1 / 0
''',
}
PAGE = """\
# Home

/// live | story:a
///

/// live | story:figure
    alt: A line.
///

/// live | story:fails
///
"""


@pytest.mark.parametrize("story", STORIES)
def test_a_forked_server_gives_what_a_new_one_gives(site, monkeypatch, story):
    site.write("snippets/story.py", STORIES[story])
    picture = "    alt: A line.\n"
    site.write("docs/index.md", PAGE if story == "figure" else PAGE.replace(picture, ""))
    new = site.build("--strict", **EPOCH)
    assert new.returncode == 0, new.stderr
    before, runs = site.files(), kept(site)
    monkeypatch.setattr(warm_builds, "USUAL", warm_servers.mark({**os.environ, **EPOCH}))
    with tempfile.TemporaryDirectory(prefix="warm-") as servers:
        monkeypatch.setattr(warm_builds, "_servers", lambda: Path(servers))
        for _ in range(2):  # the first that is forked, and one after it
            shutil.rmtree(site.root / ".cache")
            forked = site.build("--strict", **EPOCH)
            assert forked.returncode == 0, forked.stderr
            assert len(list(Path(servers).glob("*.log"))) == 1, "nothing was forked"
            assert first_difference(before, site.files()) == ""
            assert kept(site) == runs, "what a run depends on is noted with it"


def kept(site: Site) -> dict[str, Any]:
    """What the store says of each run, by its key; how long and how large it was is left out."""
    found = {}
    for path in Path(site.root, ".cache", "livecells").glob("*.ipynb"):
        found[path.name.split(".")[1]] = noted = json.loads(path.read_text("utf-8"))["metadata"]
        made = noted["livecells"]["made"]
        assert made.pop("seconds") >= 0
        assert made.pop("peak_mib") > 0
    return found
