"""What stands beside a site, or in its files, and must not change how its snippets run."""

from __future__ import annotations

import pytest

from .conftest import Site

# Names of the standard library that the engine's processes and their libraries import.
NAMES = ("random", "queue", "types", "json", "socket", "importlib", "enum", "selectors", "platform")


def test_a_file_beside_the_site_is_no_module_of_the_engine(site: Site) -> None:
    for name in NAMES:
        site.write(f"{name}.py", f"raise RuntimeError({name!r})\n")
    done = site.build("--strict", PYTHONSAFEPATH="1")  # MkDocs itself is begun by its script
    assert done.returncode == 0, done.stdout + done.stderr
    assert "42" in site.html()


def test_a_snippet_has_the_modules_of_its_own_folder(site: Site) -> None:
    site.write("snippets/wave.py", "SIGN = 'of its own folder'\n")
    site.write("snippets/story.py", '"""D."""\n# %% first\nimport wave\n\nprint(wave.SIGN)\n')
    assert site.build("--strict").returncode == 0
    assert "of its own folder" in site.html()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_byte_order_mark_does_not_matter(site: Site, ends: str) -> None:
    text = '"""D."""\n# %% first\nx = 6 * 7\nprint(x, len(open("story.py").readlines()))\n'
    path = site.root / "snippets/story.py"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", ends).encode())
    done = site.build("--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "42 4" in site.html()
    again = site.build("--strict")
    assert "story: " not in again.stdout + again.stderr, "it has not changed"
    path.write_bytes(path.read_bytes() + b"1 / 0" + ends.encode())
    done = site.build()
    assert "snippets/story.py:5: cell 'first': ZeroDivisionError" in done.stdout + done.stderr


def test_a_slow_value_is_told_at_its_own_line(site: Site) -> None:
    config = (site.root / "mkdocs.yml").read_text().replace("csp: true", "csp: true, timeout: 1")
    site.write("mkdocs.yml", config)
    value = "__import__('time').sleep(100)"
    site.write(
        "docs/index.md", f"# Home\n\n/// live | story:first\n///\n\nSlow: [[story:{value}]].\n"
    )
    done = site.build()
    told = done.stdout + done.stderr
    assert "1 error in the live pages" in told
    said = f"docs/index.md:6: reading the value `{value}` took longer than the limit of 1 s"
    assert said in told
    assert "story.py:" not in told
    assert "index.md:3" not in told
