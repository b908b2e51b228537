"""SPARQL queries as trees: reading, writing, and what can be told from them."""
