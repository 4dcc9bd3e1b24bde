"""The command line: `samepage`, or `python -m bot`. Its table of contents; each command stands in `bot/commands`."""

from __future__ import annotations

import click

from bot.commands.database import migrate
from bot.commands.demo import demo
from bot.commands.people import forget, import_
from bot.commands.playground import playground
from bot.commands.run import run
from bot.manifest import manifest

__all__ = ["main", "manifest", "playground"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Same Page keeps recruiters and hiring managers on the same page, in Slack."""


for command in (run, demo, playground, migrate, import_, forget):
    main.add_command(command)


if __name__ == "__main__":
    main()
