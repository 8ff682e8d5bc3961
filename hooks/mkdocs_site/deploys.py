"""Where MkDocs' own ways of deploying put a site."""

from __future__ import annotations

import os
import posixpath

from mkdocs.config.defaults import MkDocsConfig

from livecells.builder.places import Branch

MIKE_VERSION = "MIKE_DOCS_VERSION"  # set by mike for the build that it starts


def branch_of(command: str, config: MkDocsConfig) -> Branch | None:
    """Where the site goes in its repository, if the way of deploying says so.

    Args:
        command: The command of MkDocs.
        config: MkDocs' own configuration.
    """
    if command == "gh-deploy":
        return Branch(config.remote_branch)
    version = os.environ.get(MIKE_VERSION)
    if not version:
        return None
    mike = config.plugins.get("mike")
    above = mike.config["deploy_prefix"] if mike is not None else ""
    # The root of the branch is mike's own, so nothing there tells Binder what to install.
    return Branch(config.remote_branch, posixpath.join(above, version), for_binder=False)
