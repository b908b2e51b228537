"""The page of a thing, and how pages tell of things: names, kinds, statements, bounds."""
