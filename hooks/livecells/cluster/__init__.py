"""Snippets run by the workers of a Dask cluster."""
