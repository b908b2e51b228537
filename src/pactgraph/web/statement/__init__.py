"""The page of a statement: whether it holds, why, and who says so or denies it."""
