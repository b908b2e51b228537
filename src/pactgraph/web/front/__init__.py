"""The first page, and what leads from it: the search and the list of the articles."""
