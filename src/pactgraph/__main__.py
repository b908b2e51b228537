"""``python -m pactgraph``: the command line."""

from pactgraph.cli import main

if __name__ == "__main__":
    main()
