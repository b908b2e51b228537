"""The page on which people write SPARQL."""
