"""Lineage: which articles share text, where it stands first, and how many lines that leaves."""
