"""One build: pages read, snippets run, equations checked, results and errors."""
