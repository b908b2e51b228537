"""Amendments: articles of a built store are added, replaced and retracted."""
