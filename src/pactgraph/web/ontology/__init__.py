"""The ontology's page and that of the shapes."""
