"""The setting that names a cluster."""

import importlib.util

import pytest

from livecells.cluster.address import cluster_address

GOOD = (
    "tcp://127.0.0.1:8786",
    "tls://scheduler.example.org:8786",
    "tcp://[::1]:8786",
    "ws://dask-scheduler:80",
    "wss://a.b-c.d:443",
)


@pytest.mark.parametrize("address", GOOD)
def test_an_address_is_taken(monkeypatch, address):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert cluster_address({"LIVECELLS_CLUSTER": f" {address} "}) == address


@pytest.mark.parametrize("given", [{}, {"LIVECELLS_CLUSTER": ""}, {"LIVECELLS_CLUSTER": "  "}])
def test_without_it_snippets_run_here(given):
    assert cluster_address(given) == ""


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:8786", "tcp://host", "http://host:8786", "yes", "tcp://:8786", "tcp://h:x"],
)
def test_what_is_no_address_is_said_with_an_example(address):
    with pytest.raises(
        ValueError, match=r"LIVECELLS_CLUSTER=.* is no address.* tcp://10\.0\.0\.5:8786"
    ):
        cluster_address({"LIVECELLS_CLUSTER": address})


def test_what_must_be_installed_is_said(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match="pip install distributed"):
        cluster_address({"LIVECELLS_CLUSTER": GOOD[0]})
