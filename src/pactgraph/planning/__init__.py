"""Planning: a stored query is written so that the engine begins with what its parameters name."""
