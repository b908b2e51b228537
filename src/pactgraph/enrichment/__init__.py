"""What other data sets say of our things: fetched beside the graph, compared, asked along."""
