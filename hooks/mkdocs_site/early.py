"""What a build from nothing begins before its own modules are loaded: torch is imported beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig

from livecells.cluster.address import cluster_address
from livecells.options import SiteOptions
from livecells.pool.preload import modules_for, texts_of
from livecells.store.store import Store

if TYPE_CHECKING:
    from livecells.run.job import Runner


def store_folder(config: MkDocsConfig) -> Path:
    """Where a site keeps what one build has for the next."""
    return Path(config.config_file_path).parent / ".cache" / "livecells"


def nothing_has_run(config: MkDocsConfig) -> bool:
    """Whether no run is kept at all, so that any snippet that a page shows must run."""
    return Store(store_folder(config)).is_empty()


def texts_of_site(config: MkDocsConfig, options: SiteOptions) -> list[str]:
    """The texts of all snippets of a site, which tell what they need."""
    folder = Path(config.config_file_path).parent / options.snippets
    return [*texts_of(sorted(folder.rglob("*.py")))]


def runner(texts: Sequence[str], say: Callable[[str], None]) -> Runner:
    """Processes of this machine, or a cluster where the environment names one.

    Args:
        texts: The snippets' texts, which tell what they need.
        say: Takes what there is to tell of a cluster.

    Raises:
        ValueError: What the environment says of it cannot be.
    """
    address = cluster_address()
    if address:
        from livecells.cluster.cluster import Cluster

        return Cluster(address, modules_for(texts), say)
    from livecells.pool.pool import Pool

    return Pool(modules=modules_for(texts))
