"""Disagreement: what articles and speakers differ on, found by rules over the graph."""
