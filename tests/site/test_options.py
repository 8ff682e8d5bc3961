"""The options of a site in `mkdocs.yml`: what they change, and what is said to a typo."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.config.base import get_schema
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from livecells.options import SiteOptions
from mkdocs_site.config import SECTION, LiveConfig, extra_section, site_options

from .conftest import PLAIN, ROOT, Site

KEPT = "Nothing was published; the last good site stays."


def with_options(text: str) -> str:
    """A whole configuration with these lines in its section of options."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return f"{PLAIN}extra:\n  livecells:\n{lines}"


FIRST = with_options("").count("\n") + 1  # the line of the first option


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`read(text)`: the options that stand in this `mkdocs.yml`."""
    for folder in ("docs/tutorial", "docs/reference", "snippets/labs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "docs/reference/glossary.md").touch()
    monkeypatch.chdir(tmp_path)

    def options(text: str) -> SiteOptions:
        file = tmp_path / "mkdocs.yml"
        file.write_text(text, encoding="utf-8")
        config = MkDocsConfig(str(file))
        config.load_dict({**yaml.safe_load(text), "hooks": []})
        assert config.validate()[0] == []
        return site_options(config, extra_section(config), SECTION)

    return options


def test_without_options_a_site_has_the_defaults(read: Any) -> None:
    assert read(PLAIN) == SiteOptions(language="en")
    assert read(f"{PLAIN}extra: {{generator: false, livecells: }}\n") == SiteOptions(language="en")


def test_what_is_given_is_taken(read: Any) -> None:
    text = (
        "lessons: [tutorial/, .]\nglossary: reference/glossary.md\noffline: true\n"
        "language: de\nlicense: https://example.org/l\nopen_in: [binder]\nlabs: labs\n"
        "timeout: 2.5\nmemory: 8 GiB\nprinted: 512\nfile_size: none"
    )
    assert read(with_options(text)) == SiteOptions(
        lessons=("tutorial", "."),
        glossary="reference/glossary.md",
        offline=True,
        language="de",
        license="https://example.org/l",
        open_in=("binder",),
        timeout=2.5,
        memory="8 GiB",
        printed="512",
        file_size="none",
    )


def test_the_language_is_the_theme_s_where_none_is_given(read: Any) -> None:
    assert read(PLAIN.replace("name: mkdocs", "name: mkdocs, locale: fr")).language == "fr"
    assert read(PLAIN.replace("name: mkdocs", "name: material, language: nl")).language == "nl"


WRONG = {
    "prune_ccs: true": "prune_ccs: unknown option: 'prune_ccs' (did you mean prune_css?)",
    "lean: true": "lean: unknown option: 'lean' (there is snippets, labs,",
    "prune_css: flase": "prune_css: must be true or false, not 'flase'",
    "offline: 1": "offline: must be true or false, not 1",
    "lessons: tutorial": "lessons: must be a list such as [a, b], not 'tutorial'",
    "lessons: [1]": "lessons: must be a path such as a/b, not 1",
    "lessons: [tutorials]": (
        "lessons: there is no folder 'tutorials' in docs (did you mean tutorial?)"
    ),
    "about: [more]": "about: there is no folder 'more' in docs",
    "labs: lab": "labs: there is no folder 'lab' in snippets (did you mean labs?)",
    "snippets: snipets": (
        "snippets: there is no folder 'snipets' beside mkdocs.yml (did you mean snippets?)"
    ),
    "snippets: ../elsewhere": "snippets: must be a path such as a/b, not '../elsewhere'",
    "errors: /errors": "errors: must be a path such as a/b, not '/errors'",
    "downloads: .": "downloads: must be a path such as a/b, not '.'",
    "glossary: reference/glosary.md": (
        "glossary: there is no file 'reference/glosary.md' in docs "
        "(did you mean reference/glossary.md?)"
    ),
    "glossary: reference": "glossary: there is no file 'reference' in docs",
    "archive: a/b": "archive: must be a name of letters, digits, dots and hyphens, not 'a/b'",
    "license: BSD": "license: must be an address with https://, not 'BSD'",
    "language: [en]": "language: must be a text, not ['en']",
    "published_to: a b": "published_to: must be as `branch` or `branch:folder`, not 'a b'",
    "synonyms: ['rnn']": "synonyms: must be phrases with commas between them, not 'rnn'",
    "synonyms: ['+=, -=']": "synonyms: must be phrases with commas between them, not '+=, -='",
    "synonyms: ['a step, ,b']": (
        "synonyms: must be phrases with commas between them, not 'a step, ,b'"
    ),
    "timeout: soon": "timeout: must be seconds above 0, not 'soon'",
    "timeout: .nan": "timeout: must be seconds above 0, not nan",
    "timeout: -1": "timeout: must be seconds above 0, not -1",
    "memory: much": "memory: must be a size such as 512 MiB or 4 GiB, or none, not 'much'",
    "memory: 3 Gb": "memory: must be a size such as 512 MiB or 4 GiB, or none, not '3 Gb'",
    "memory: 64 b": "memory: must be a size such as 512 MiB or 4 GiB, or none, not '64 b'",
    "printed: 0": "printed: must be a size such as 512 MiB or 4 GiB, or none, not 0",
    "file_size: true": "file_size: must be a size such as 512 MiB or 4 GiB, or none, not True",
    "open_in: [colap]": "open_in: unknown service: 'colap' (did you mean colab?)",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_mistake_is_told_with_its_line_and_the_right_word(read: Any, line: str) -> None:
    with pytest.raises(PluginError) as failed:
        read(with_options(f"# a comment\n{line}"))
    first, *rest = str(failed.value).splitlines()
    assert first.startswith(f"mkdocs.yml:{FIRST + 1}: extra.livecells.{WRONG[line]}")
    assert rest == [KEPT]


def test_an_operator_may_be_a_synonym(read: Any) -> None:
    given = read(with_options("synonyms: ['edit in place, +=']"))
    assert list(given.synonyms) == ["edit in place, +="]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(read: Any) -> None:
    with pytest.raises(PluginError) as failed:
        read(with_options("prune_css: flase\nlesson: [tutorial]\noffline: yess"))
    assert [line.partition(" ")[0] for line in str(failed.value).splitlines()[:-1]] == [
        f"mkdocs.yml:{FIRST + number}:" for number in range(3)
    ]


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("livecels: {offline: true}", "livecels: is no section of options (did you mean livecel"),
        ("livecells: true", "livecells: must hold options, not True"),
    ],
)
def test_the_section_itself_can_be_mistyped(read: Any, extra: str, message: str) -> None:
    with pytest.raises(PluginError, match=re.escape(f": extra.{message}")):
        read(f"{PLAIN}extra: {{{extra}}}\n")


@pytest.mark.usefixtures("read")
def test_an_option_of_an_inherited_file_is_told_without_a_line(tmp_path: Path) -> None:
    config = MkDocsConfig(str(tmp_path / "mkdocs.yml"))
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\n")
    config.load_dict({"site_name": "S", "extra": {"livecells": {"ofline": True}}})
    assert config.validate()[0] == []
    with pytest.raises(PluginError, match=r"^mkdocs\.yml: extra\.livecells\.ofline: unknown"):
        site_options(config, extra_section(config), SECTION)


@pytest.mark.parametrize("line", ["prune_ccs: true", "prune_css: flase", "lessons: [tutorials]"])
def test_a_build_with_a_mistake_publishes_nothing(site: Site, line: str) -> None:
    site.write("site/index.html", "The last good site.")
    site.write("mkdocs.yml", with_options(line))
    done = site.build()
    assert done.returncode == 1
    name = line.partition(":")[0]
    assert done.stderr.count(f"mkdocs.yml:{FIRST}: extra.livecells.{name}: ") == 1
    assert "Traceback" not in done.stderr
    assert site.files() == {"index.html": b"The last good site."}
    assert sorted(path.name for path in site.root.iterdir()) == [
        "docs", "mkdocs.yml", "site", "snippets",
    ]  # fmt: skip


def test_other_folders_are_read_and_checked(site: Site) -> None:
    site.write("cells/story.py", '"""A story."""\n# %% first\nprint(6 * 7)\n')
    site.write("docs/learn/story.md", "# Story\n\n/// live | story:first\n///\n")
    site.write("docs/meta/notes.md", "# Notes\n\n$$ a = b $$\n")
    site.write("docs/index.md", "# Home\n")
    config = with_options(
        "snippets: cells\nlessons: [learn]\nabout: [meta]\ndownloads: home\noffline: true\n"
        "archive: small"
    )
    templates = f"highlightjs: false, custom_dir: {ROOT / 'hooks' / 'theme'}"
    site.write("mkdocs.yml", config.replace("highlightjs: false", templates))
    done = site.build("--strict")
    assert done.returncode == 0, done.stderr
    made = site.files()
    assert {"home/story.py", "home/story.ipynb", "home/site.zip", "sw.js"} <= made.keys()
    assert b"`small:$" in made["sw.js"]
    assert 'content="article"' in site.html("learn/story/index.html")
    assert 'content="website"' in site.html("meta/notes/index.html")
    site.write("cells/story.py", '"""A story."""\n# %% first\nprint(1 / 0)\n')
    said = site.build().stderr
    assert "cells/story.py:3: cell 'first'" in said
    assert "see docs/learn/story.md:3\n" in said


# ----- The schema -----


def test_the_schema_is_that_of_the_engine_with_its_defaults() -> None:
    schema = dict(get_schema(LiveConfig))
    assert list(schema) == [field.name for field in fields(SiteOptions)]
    assert {name: option.default for name, option in schema.items()} == vars(SiteOptions())


def test_the_docs_list_every_option_with_its_default() -> None:
    text = (ROOT / "docs" / "about" / "authoring.md").read_text(encoding="utf-8")
    table = text.partition("## Options of the site")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| \S", table, re.MULTILINE)
    listed = {name: yaml.safe_load(default) for name, default in rows}
    assert len(rows) == len(listed)
    defaults = vars(SiteOptions())
    assert listed == {
        name: list(value) if isinstance(value, tuple) else value for name, value in defaults.items()
    }
    assert list(listed) == list(defaults)


PLUGIN_SITE = "site_name: S\ntheme: {name: mkdocs, highlightjs: false}\nplugins:\n  - livecells:\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"{PLUGIN_SITE}      seal: true\nextra:\n  livecells: {{lesons: [x]}}\n",
            "mkdocs.yml:7: extra.livecells: the options of a site with the plugin `livecells` stand"
            " in `plugins`, below its name",
        ),
        (f"{PLUGIN_SITE}      seal: true\nextra: {{livecells: [1]}}\n", "mkdocs.yml:6: extra.live"),
        (
            f"{PLUGIN_SITE}      seal: true\n      csp: true\n      seal: false\n",
            "mkdocs.yml:7: 'seal' is given twice",
        ),
        (
            f"{PLUGIN_SITE}      seal: true\nplugins: [livecells]\n",
            "mkdocs.yml:6: 'plugins' is giv",
        ),
        ("INHERIT: base.yml\nsite_name: S\n", "base.yml:3: 'a' is given twice"),
    ],
)
def test_an_option_at_the_other_place_or_given_twice_is_refused(
    site: Site, text: str, said: str
) -> None:
    site.write(
        "base.yml", f"{PLUGIN_SITE}      seal: true\n".replace("S\n", "S\nextra: {a: 1,\na: 2}\n")
    )
    site.write("mkdocs.yml", text)
    done = site.build()
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert not (site.root / "site").exists()


def test_pictures_for_links_need_an_address_and_the_log_says_so(site: Site) -> None:
    site.write("mkdocs.yml", f"{PLUGIN_SITE}      cards: true\n")
    done = site.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        "cards: no pictures are made, for the site has no `site_url`" in done.stdout + done.stderr
    )
