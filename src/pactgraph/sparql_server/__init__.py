"""Engines behind SPARQL servers: their addresses, their dialects, and the probe of both."""
