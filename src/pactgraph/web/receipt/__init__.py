"""The page of a receipt: proofs, steps and the words that they rest on."""
