"""Witnesses: from a row of an answer to the statements that it matched."""
