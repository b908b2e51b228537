"""The words of the model: stated dates, passages, and the kinds of graph."""
