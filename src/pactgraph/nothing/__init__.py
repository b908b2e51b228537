"""Nothing: why an answer is empty, and what nearly matches."""
