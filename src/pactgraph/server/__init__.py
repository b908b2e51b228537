"""The process that serves: it reads HTTP and hands on; it never parses RDF or SPARQL."""
