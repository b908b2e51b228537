"""Stored queries: their heads, parameters, names people may give, and the lint over them."""
