"""The network of organisations, people, operations and agreements."""
