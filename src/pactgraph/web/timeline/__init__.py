"""The timeline of everything, and what has a time as charts draw it."""
