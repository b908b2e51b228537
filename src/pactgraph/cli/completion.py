"""``pactgraph completion``: the script by which a shell completes commands and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from pactgraph.cli.console import write_bytes

_EXAMPLES = """\b
Once for this shell:
  eval "$(pactgraph completion bash)"
For every shell to come:
  pactgraph completion bash >> ~/.bashrc
  pactgraph completion zsh >> ~/.zshrc
  pactgraph completion fish > ~/.config/fish/completions/pactgraph.fish
"""


@click.command("completion", epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    It completes commands, options, stored queries, parameters with the names they take,
    and articles.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    root = context.find_root().command
    script = kind(root, {}, "pactgraph", "_PACTGRAPH_COMPLETE").source()
    write_bytes(script.encode())
