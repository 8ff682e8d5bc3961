"""Statements compared, at random points and with values of a run."""
