"""`mkdocs serve` as an author has it: a running server, what it says and what it shows."""

import contextlib
import re
import socket
import threading
import time
import urllib.request

from .watched import wait_until

PATIENCE = 40


class Served:
    """A running `mkdocs serve`; `log` has the lines that it has said so far."""

    def __init__(self, site, *arguments):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.site, self.log = site, []
        self.process = site.start("serve", "--dev-addr", f"127.0.0.1:{self.port}", *arguments)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def said(self):
        return "\n".join(self.log)

    def fetch(self, page=""):
        """The page that is served now; nothing while there is none."""
        with contextlib.suppress(OSError):
            url = f"http://127.0.0.1:{self.port}/{page}"
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                return answer.read().decode()
        return ""

    def shows(self, text, page="", without=None):
        """Wait until the page has a text (and has another no more); returns the page."""
        last = []

        def fresh():
            last[:] = [self.fetch(page)]
            assert self.process.poll() is None, self.said()
            return text in last[0] and (without is None or without not in last[0])

        assert wait_until(fresh, PATIENCE), f"no {text!r} in\n{_body(last[0])}\n{self.said()}"
        return last[0]

    def since(self, mark):
        """Which snippets have run since the log had `mark` lines, and why."""
        return dict(re.findall(r"live-site: (\S+): (.*)", "\n".join(self.log[mark:])))

    def builds(self):
        """How many builds have ended; one that a later save ends is none."""
        return sum("Reloading browsers" in line for line in self.log)

    def end(self, number):
        """Send a signal; returns how many seconds the server took to go."""
        start = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        took = time.monotonic() - start
        self.reader.join(PATIENCE)
        return took


def _body(page):
    return page[page.find("<body") : page.find("<script>var livereload")]


@contextlib.contextmanager
def serving(site, *arguments):
    server = Served(site, *arguments)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
        server.reader.join(PATIENCE)
        for pipe in (server.process.stdout, server.process.stderr):
            pipe.close()
