"""The pages of disagreements: their sides beside each other."""
