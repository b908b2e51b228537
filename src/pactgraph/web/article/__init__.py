"""The page of an article: its record, its passages, its text."""
