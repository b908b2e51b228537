"""From files to terms: the project's sources, parsed strictly and located by line."""
