"""Engines that answer SPARQL: one small protocol, the process boundary inside it."""
