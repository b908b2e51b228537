"""Telling: receipts as text for people, as JSON and as PROV-O."""
