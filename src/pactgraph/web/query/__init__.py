"""The stored queries: their list, their forms, their answers as pages and as data."""
