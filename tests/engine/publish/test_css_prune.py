"""A style sheet without the rules that can match nothing."""

import pytest

from livecells.html_tree import Tree
from livecells.publish import pages
from livecells.publish.css_prune import pruned, used_names, write

USED = {"lc", "here", "title", "js", "dir", "ltr"}


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".lc{a:b}.gone{c:d}", ".lc{a:b}"),
        (".lc,.gone{a:b}", ".lc{a:b}"),
        (".lc .gone{a:b}", ""),
        ("#here{a:b}#gone{a:b}", "#here{a:b}"),
        ("p:not(.gone){a:b}", "p:not(.gone){a:b}"),
        ("p::before,a:hover{a:b}", "p::before,a:hover{a:b}"),
        ("[dir=ltr] p{a:b}[dir=rtl] p{a:b}", "[dir=ltr] p{a:b}"),
        ('[title^="gone"]{a:b}', '[title^="gone"]{a:b}'),
        ("@media print{.gone{a:b}}", ""),
        ("@media print{.gone{a:b}.lc{a:b}}", "@media print{.lc{a:b}}"),
        ("@keyframes gone{to{a:b}}", "@keyframes gone{to{a:b}}"),
        ('.lc{a:url("data:image/svg+xml;x,{}")}', '.lc{a:url("data:image/svg+xml;x,{}")}'),
    ],
)
def test_pruned_leaves_what_can_match(css, left):
    assert pruned(css, USED) == left


def test_a_broken_style_sheet_is_named_by_its_line():
    with pytest.raises(ValueError, match="line 2 of the style sheet"):
        pruned(".lc{a:b}\n.lc", USED)


def test_pages_share_one_sheet_and_keep_their_own(tmp_path):
    head = (
        '<link rel="stylesheet" href="{}assets/a.css"><link rel="stylesheet" href="{}assets/b.css">'
    )
    own = '<link rel="stylesheet" href="../assets/own.css">'
    (tmp_path / "sub").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(head.format("", "") + '<p class="lc">')
    (tmp_path / "sub" / "index.html").write_text(head.format("../", "../") + own)
    for name in "ab":
        (tmp_path / "assets" / f"{name}.css").write_text(f".lc{{order:{ord(name)}}}.gone{{x:y}}")
    (tmp_path / "assets" / "own.css").write_text(".gone{x:y}")
    # What leads on from an old address has no style, and keeps no other page from sharing.
    (tmp_path / "old.html").write_text('<script>location.replace("sub/")</script>')
    trees = pages.read(tmp_path)
    write(tmp_path, trees.values())
    (made,) = (tmp_path / "assets").glob("all.*.css")
    assert made.read_text() == ".lc{order:97}.lc{order:98}"
    assert not (tmp_path / "assets" / "a.css").exists()
    assert (tmp_path / "assets" / "own.css").read_text() == ".gone{x:y}"
    one = '<link rel="stylesheet" href="{}">'
    first, second = trees["index.html"], trees["sub/index.html"]
    assert first.head.inner_html == one.format(f"assets/{made.name}")
    assert second.head.inner_html == one.format(f"../assets/{made.name}") + own


def test_names_in_use_are_those_that_a_selector_can_ask_for():
    text = '<p class="a b" id="c" title="some words" data-d="e" hidden>f</p>'
    page = Tree(f'{text}<template><p class="g"></p></template>')
    used = used_names([page])
    assert {"a", "b", "c", "title", "data-d", "e", "hidden", "g"} <= used
    assert not {"some", "words", "f"} & used


def test_variables_that_nothing_reads_are_left_out():
    css = ":root{--a:1;--b:url('x;}');--js:2}.lc{order:var(--a)}.gone{background:var(--b)}"
    assert pruned(css, {*USED, "--js"}) == ":root{--a:1;--js:2}.lc{order:var(--a)}"


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        ("assets/site.js", ".made{a:b}"),
        ("assets/javascripts/bundle.js", ".made{a:b}"),
        ("assets/javascripts/lunr/min/lunr.xx.js", ""),
        ("assets/javascripts/workers/search.js", ""),
        ("assets/run/editor.0.js", ""),
    ],
)
def test_a_script_that_makes_no_element_of_a_page_keeps_no_rule(tmp_path, script, kept):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.css").write_text(".made{a:b}")
    (tmp_path / "index.html").write_text('<link rel="stylesheet" href="assets/a.css">')
    (tmp_path / script).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / script).write_text('made("made")')
    write(tmp_path, pages.read(tmp_path).values())
    (made,) = (tmp_path / "assets").glob("all.*.css")
    assert made.read_text() == kept
