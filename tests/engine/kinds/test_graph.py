"""A page with several graphs."""

import re

import pytest
from markdown import Markdown

from livecells.builder.build import Build
from livecells.errors import BuildFailed
from livecells.export.page_markdown import MarkdownExporter
from livecells.export.page_notebook import page_notebook
from livecells.kinds import KINDS
from livecells.render.extension import LiveExtension
from livecells.render.renderer import Reader

pytestmark = pytest.mark.turns(3)

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


def test_the_notation_of_rules_is_explained_once_at_the_first_graph_that_has_some(
    tmp_path, torch_pool
):
    (tmp_path / "story.py").write_text(STORY)
    build = Build(tmp_path, KINDS)
    build.add("page.md", "docs/page.md", PAGE)
    build.resolve()
    build.start(torch_pool)
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


READ = """# Page

/// graph | story:loss
    fill: true
    vary: {x: [1, 2]}
///

/// graph | story:loss
    fill: 1
///
"""


def built(folder, text, torch_pool):
    (folder / "story.py").write_text(STORY)
    build = Build(folder, KINDS)
    build.add("page.md", "docs/page.md", text)
    build.resolve()
    build.start(torch_pool)
    build.finish()
    return build


def test_options_of_a_graph_to_fill_in_are_read(tmp_path, torch_pool):
    with pytest.raises(BuildFailed) as found:
        built(tmp_path, READ, torch_pool)
    assert "docs/page.md:4: a graph to fill in has no sliders" in str(found.value)
    assert "docs/page.md:9: option fill must be bool, not 1" in str(found.value)


def test_a_graph_that_nobody_could_fill_in_is_told_of_with_its_line(tmp_path, torch_pool):
    blocks = ("/// graph | story:still\n    fill: true", "/// graph | story:loss\n    fill: false")
    text = "\n\n".join(["# Page", *(f"{block}\n///" for block in blocks)])
    build = built(tmp_path, text, torch_pool)
    reader = Reader(build)
    reader.open("page.md")
    made = Markdown(extensions=[LiveExtension(reader=reader)]).convert(text)
    reader.close()
    (error,) = build.errors
    assert str(error).startswith("docs/page.md:3: nobody could fill in the gradients: no backward")
    assert made.count('class="lc-graph"') == 1  # the other is as ever


@pytest.mark.slow
def test_what_is_taken_home_of_a_graph_to_fill_in_has_boxes_and_its_answers_last(tmp_path, pool):
    build = built(tmp_path, "# Page\n\n/// graph | story:loss\n    fill: true\n///\n", pool)
    words = MarkdownExporter(build, "page.md", str)
    task, _, answers = words.page().partition("**After your answer: backward, step by step**")
    assert "1. SumBackward0 (loss): value 6; gradient: ______" in task
    assert "value [2, 4], goes into SumBackward0 (loss); gradient: ______" in task
    assert "3. AccumulateGrad (x): value [1, 2], goes into MulBackward0; gradient: ______" in task
    assert "gradient in" not in task
    assert "x.grad is now 2 in every entry" in answers

    cells = page_notebook(build, "story", words, "")["cells"]
    place = next(n for n, cell in enumerate(cells) if "# The drawing" in cell["source"])
    (output,) = cells[place]["outputs"]
    drawn = output["data"]["image/svg+xml"]
    assert drawn.count('class="lc-blank"') == 3
    assert drawn.count("value</text>") == 3
    assert 'class="lc-gradient"' not in drawn + cells[place]["source"]
    assert output["data"]["text/plain"] in task
    folded = cells[place + 1]["source"]
    assert folded.startswith("<details><summary>After your answer")
    assert "x.grad is now 2" in folded


@pytest.mark.slow
def test_an_answer_that_follows_is_folded_in_the_notebook(tmp_path, pool):
    blocks = ("/// graph | story:loss\n    fill: true\n///", "//// details | After your answer")
    fold = "    type: answer\n/// live | story:first\n///\n////\n"
    build = built(tmp_path, "# Page\n\n" + "\n\n".join(blocks) + f"\n{fold}", pool)
    cells = page_notebook(build, "story", MarkdownExporter(build, "page.md", str), "")["cells"]
    hidden = [c["source"] for c in cells if c["metadata"].get("jupyter", {}).get("outputs_hidden")]
    assert len(hidden) == 1
    assert hidden[0].startswith("import torch")


@pytest.mark.slow
def test_other_graphs_are_taken_home_with_their_gradients(tmp_path, pool):
    build = built(tmp_path, "# Page\n\n/// graph | story:loss\n///\n", pool)
    words = MarkdownExporter(build, "page.md", str)
    assert "gradient in" in words.page()
    assert "gradient: _" not in words.page()
    cells = page_notebook(build, "story", words, "")["cells"]
    assert any('class="lc-gradient"' in cell["source"] for cell in cells)
    assert not any("<details>" in cell["source"] for cell in cells)
