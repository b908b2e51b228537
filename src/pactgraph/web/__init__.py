"""The documents that a server gives: pages, data and answers, made of one graph."""
