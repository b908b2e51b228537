"""The rules that find disagreements, a module for each respect in which sides can differ."""
