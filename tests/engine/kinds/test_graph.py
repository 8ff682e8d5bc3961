"""A page with several graphs."""

import re

from markdown import Markdown

from livecells.builder.build import Build
from livecells.kinds import KINDS
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader

STORY = '''r"""A story."""
# %% first
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
still = x * 3
loss = (x * 2).sum()
loss.backward()
'''
PAGE = "# Page\n\n" + "\n\n".join(
    f"/// graph | story:{name}\n///" for name in ("still", "loss", "loss")
)


def test_the_notation_of_rules_is_explained_once_at_the_first_graph_that_has_some(tmp_path, pool):
    (tmp_path / "story.py").write_text(STORY)
    build = Build(tmp_path, KINDS)
    build.add("page.md", "docs/page.md", PAGE)
    build.resolve()
    build.start(pool)
    build.finish()
    reader = Reader(build)
    reader.open("page.md")
    made = Markdown(extensions=[LiveExtension(reader=reader)]).convert(PAGE)
    reader.close()
    assert not build.errors
    figures = made.split('<div class="lc-graph"')[1:]
    assert [figure.count("lc-notation") for figure in figures] == [0, 1, 0]
    assert [len(re.findall('class="lc-rule"', figure)) > 0 for figure in figures] == [
        False,
        True,
        True,
    ]
