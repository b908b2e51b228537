"""Views: the graph as of a day, and as it was known by a day."""
