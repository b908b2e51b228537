"""The chart of contributions to operations and funds."""
