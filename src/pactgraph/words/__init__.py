"""The check of the words: what a passage's graph needs, and whether its words carry it."""
