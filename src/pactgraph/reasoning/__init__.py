"""Reasoning: the ontology's axioms as rules, and what follows from them."""
