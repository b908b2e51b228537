"""Proofs: why a triple is in the graph, down to words, records, axioms and built-in rules."""
