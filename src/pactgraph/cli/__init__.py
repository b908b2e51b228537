"""The command line: thin commands over the Python interface."""

from pactgraph.cli.application import main, pactgraph

__all__ = ["main", "pactgraph"]
