"""Our IRIs followed: redirections, data in each format of RDF, descriptions."""
