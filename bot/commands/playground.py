"""`samepage playground`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bot.commands.shared import PORT, WRONG, until_told


def _list_checks(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    from bot.playground.checks import CHECKS

    if not wanted:
        return
    for check in CHECKS.values():
        click.echo(f"{check.name}\n    {check.says}\n    {check.source}")
    context.exit()


def _known_checks(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    from bot.playground.checks import CHECKS, nearest

    unknown = [name for name in names if name not in CHECKS]
    for name in unknown:
        near = nearest(name)
        click.echo(f"There is no check “{name}”." + (f" Did you mean {' or '.join(near)}?" if near else ""), err=True)
    if unknown:
        click.echo("samepage playground --checks lists all of them.", err=True)
        sys.exit(WRONG)
    return names


def _can_be_written(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    """Said at the start, not by the first call that cannot be written down."""
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("ab").close()
        except OSError as error:
            raise click.BadParameter(f"{path} cannot be written ({error.strerror}).") from None
    return path


@click.command()
@click.option("--manifest", "path", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--port", type=PORT, default=8642, show_default=True)
@click.option("--request-url", metavar="URL", help="Deliver by signed HTTP to this address, not by Socket Mode.")
@click.option(
    "--ledger",
    metavar="PATH",
    type=click.Path(path_type=Path),
    callback=_can_be_written,
    help="Write all that happens to this file, a line of JSON each.",
)
@click.option("--readyz", metavar="URL", help="Where the bot says what it has planned; moving time waits for it.")
@click.option(
    "--without",
    metavar="CHECK",
    multiple=True,
    callback=_known_checks,
    help="Let pass what this check refuses; may be given several times.",
)
@click.option(
    "--checks", is_flag=True, is_eager=True, expose_value=False, callback=_list_checks, help="List the checks."
)
def playground(path: Path, port: int, **options: Any) -> None:
    """A Slack workspace alone, for any bot: prints what to tell the bot."""
    from bot.playground.alone import serve
    from bot.playground.manifest import ManifestError
    from bot.playground.webhooks import NotHere

    async def work() -> None:
        with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
            clock = Path(folder) / "clock"
            serving = asyncio.create_task(serve(path, port, clock, **options))
            told = asyncio.create_task(until_told())
            done, going_on = await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
            for task in going_on:
                task.cancel()
            await asyncio.gather(*going_on, return_exceptions=True)
            for task in done:
                task.result()  # raises what ended it

    try:
        asyncio.run(work())
    except ManifestError as wrong:
        click.echo(f"{path}: {wrong}", err=True)
        sys.exit(WRONG)
    except NotHere as wrong:
        click.echo(f"{'--request-url' if options['request_url'] else path}: {wrong}", err=True)
        sys.exit(WRONG)
    except OSError as error:
        click.echo(f"Port {port} is taken ({error.strerror}). Choose another with --port.", err=True)
        sys.exit(WRONG)
