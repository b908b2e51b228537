"""Ingest: a folder of article files, checked in parallel, made the store of their graph."""
