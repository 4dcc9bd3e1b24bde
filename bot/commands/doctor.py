"""`samepage doctor`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.commands.shared import BAD

if TYPE_CHECKING:
    from bot.doctor import Finding

_SIGNS = {"good": "✓", "note": "!", "bad": "✗", "skipped": "–"}
_WIDTH = 140  # where the output is no terminal


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same for a program: an object with ok and findings.")
def doctor(as_json: bool) -> None:
    """Check settings, tokens, scopes, clock and database, and say how to mend what is wrong. Changes nothing."""
    from bot.doctor import Mark, examine

    findings = asyncio.run(examine(os.environ))
    is_ok = not any(each.mark is Mark.BAD for each in findings)
    if as_json:
        click.echo(json.dumps({"ok": is_ok, "findings": [asdict(each) for each in findings]}, indent=2))
    else:
        _table(findings)
    sys.exit(0 if is_ok else BAD)


def _table(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "Check", "Found", "To mend it"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        table.add_row(*(Text(words) for words in (_SIGNS[each.mark], each.check, each.found, each.mend)))
    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(table)
    wrong = sum(each.mark == "bad" for each in findings)
    click.echo(f"\n{wrong} {'thing is' if wrong == 1 else 'things are'} wrong." if wrong else "\nAll is well.")
