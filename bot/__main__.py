"""The command line: `samepage`, or `python -m bot`. Its table of contents; each command stands in `bot/commands`."""

from __future__ import annotations

import click

from bot.commands.audit import audit
from bot.commands.database import backup, copy, migrate, restore
from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.install import install_link
from bot.commands.keys import key, rotate_keys
from bot.commands.people import export, forget, import_, subject_access
from bot.commands.playground import playground
from bot.commands.run import run
from bot.manifest import manifest

__all__ = ["main", "manifest", "playground"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Same Page keeps recruiters and hiring managers on the same page, in Slack."""


for command in (
    run,
    demo,
    playground,
    install_link,
    doctor,
    migrate,
    backup,
    restore,
    copy,
    import_,
    export,
    forget,
    subject_access,
    audit,
    key,
    rotate_keys,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
