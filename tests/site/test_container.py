"""The container of `docs/about/publish.md`: its own lines, run here, give the right answers."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT

PAGE = (ROOT / "docs" / "about" / "publish.md").read_text("utf-8")
RECIPE = re.search(r"```dockerfile\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def made(real_site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the recipe makes, in a folder of its own instead of an image."""
    assert RECIPE is not None
    root = tmp_path_factory.mktemp("image")
    for folder in ("srv", "etc/nginx/conf.d"):
        (root / folder).mkdir(parents=True)
    shutil.copytree(real_site.root / "site", root / "srv" / "site")
    (step,) = re.findall(r"^RUN (.*)$", RECIPE[1], re.MULTILINE)
    subprocess.run(["sh", "-ec", here(step, root)], check=True)
    conf = re.search(r"^COPY <<CONF (\S+)\n(.*?)^CONF$", RECIPE[1], re.DOTALL | re.MULTILINE)
    assert conf is not None
    (root / conf[1].lstrip("/")).write_text(here(conf[2], root), encoding="utf-8")
    return root


def here(text: str, root: Path) -> str:
    """The text with its folders below another root."""
    return re.sub(r"/(srv|etc)/", rf"{root}/\1/", text)


def test_every_line_of_the_policy_becomes_a_header(made: Path, real_site: Any) -> None:
    wanted = re.findall(r"^  (\S+): (.*)$", real_site.html("_headers"), re.MULTILINE)
    assert [name for name, _ in wanted] == [
        "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"
    ]  # fmt: skip
    made_of = (made / "etc" / "nginx" / "headers.conf").read_text("utf-8")
    assert made_of == "".join(f'add_header {name} "{text}" always;\n' for name, text in wanted)
    assert not (made / "srv" / "site" / "_headers").exists()


@pytest.fixture(scope="module")
def base(made: Path) -> Iterator[str]:
    """The address at which nginx serves it."""
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("nginx is not on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf = made / "etc" / "nginx" / "conf.d" / "default.conf"
    conf.write_text(conf.read_text().replace("listen 8080", f"listen 127.0.0.1:{port}"))
    main = made / "nginx.conf"
    main.write_text(whole(made), encoding="utf-8")
    with subprocess.Popen([nginx, "-p", made, "-c", main, "-g", "daemon off;"]) as server:
        until_it_listens(port)
        yield f"http://127.0.0.1:{port}/"
        server.terminate()


def whole(made: Path) -> str:
    """What the image brings along, as far as it matters."""
    places = "".join(
        f"{kind}_temp_path {made}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    types = "types { text/html html; text/css css; application/javascript js; image/png png; }"
    user = "user root root; " if os.geteuid() == 0 else ""  # or it may not read this folder
    return (
        f"{user}pid {made}/pid; error_log stderr; events {{}} "
        f"http {{ access_log off; {places} {types} include {made}/etc/nginx/conf.d/*.conf; }}"
    )


def until_it_listens(port: int) -> None:
    """Wait, but not for ever."""
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail("nginx does not listen")


def query(address: str) -> tuple[int, Message, bytes]:
    """Status, headers and body."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("", 200, "text/html; charset=utf-8"),
        ("tutorial/chain-rule/", 200, "text/html; charset=utf-8"),
        ("tutorial/chain-rule", 200, "text/html; charset=utf-8"),
        ("tutorial/chain-rule/index.md", 200, "text/plain; charset=utf-8"),
        ("no/such/page/", 404, "text/html; charset=utf-8"),
        ("_headers", 404, "text/html; charset=utf-8"),
    ],
)
def test_answers_have_the_policy_a_type_and_are_compressed(
    base: str, path: str, status: int, kind: str
) -> None:
    code, headers, body = query(base + path)
    assert (code, headers["Content-Type"]) == (status, kind)
    assert headers["Content-Encoding"] == "gzip"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert body
