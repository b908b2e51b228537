"""Receipts: from a row of an answer to the words that it rests on."""
