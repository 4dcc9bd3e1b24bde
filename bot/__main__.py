"""The command line: `samepage`, or `python -m bot`.

What a command needs is imported by that command: help, and a start with wrong settings, are answered at once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.manifest import manifest as manifest

if TYPE_CHECKING:
    from bot.settings import Settings

WRONG = 2  # exit code for what the caller must mend
PORT = click.IntRange(0, 65535)  # 0: any that is free


def _settings() -> Settings:
    from bot.settings import SettingsWrong, read

    try:
        return read(os.environ)
    except SettingsWrong as wrong:
        for fault in wrong.faults:
            click.echo(fault, err=True)
        click.echo("The README's table of settings says where each comes from.", err=True)
        sys.exit(WRONG)


async def until_told() -> None:
    """Returns on SIGINT or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, told.set)
    await told.wait()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Same Page keeps recruiters and hiring managers on the same page, in Slack."""


@main.command()
def run() -> None:
    """Run the bot against Slack: by Socket Mode where SLACK_APP_TOKEN is set, else by HTTP on PORT."""
    settings = _settings()

    from bot import log
    from bot.runtime import running
    from bot.settings import CannotStart

    log.to_stderr()

    async def work() -> None:
        async with running(settings):
            await until_told()

    try:
        asyncio.run(work())
    except CannotStart as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)


@main.command()
@click.option(
    "--port", type=PORT, default=8642, show_default=True, help="Where the page is served, on this machine only."
)
@click.option("--story", "story", is_flag=False, flag_value="hiring", help="Play a story without a browser.")
@click.option("--stories", is_flag=True, help="List the stories.")
def demo(port: int, story: str | None, stories: bool) -> None:
    """Try it: a Slack workspace on this machine, with the bot in it."""
    from bot.demo import STORIES

    if stories:
        for name, each in STORIES.items():
            click.echo(f"{name:<10} {each.about}")
        return
    if story is not None and story not in STORIES:
        click.echo(f"There is no story “{story}”. There are: {', '.join(STORIES)}.", err=True)
        sys.exit(WRONG)

    from bot import log

    log.to_stderr(logging.ERROR)
    work = _story(story) if story else _open_house(port)
    try:
        asyncio.run(work)
    except OSError as error:
        click.echo(f"Port {port} is taken ({error.strerror}). Choose another with --port.", err=True)
        sys.exit(WRONG)


async def _story(name: str) -> None:
    from bot.demo import STORIES
    from bot.demo.stage import stage
    from bot.demo.transcript import StoryFailed, Teller

    chosen = STORIES[name]
    with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
        async with stage(manifest(), Path(folder), begin=chosen.begins) as built:
            click.echo(chosen.about)
            try:
                await chosen.play(Teller(built, click.echo))
            except StoryFailed as failed:
                click.echo(f"\nThe story broke off: {failed}", err=True)
                sys.exit(1)
    click.echo("\nEvery step happened.")


async def _open_house(port: int) -> None:
    from bot.demo.stage import stage

    with tempfile.TemporaryDirectory(prefix="samepage-") as folder:
        async with stage(manifest(), Path(folder), port=port) as built:
            click.echo(
                f"Same Page is at {built.playground.url}: open it in a browser. Ctrl+C ends it; nothing is kept."
            )
            await until_told()


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


@main.command()
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


@main.command()
def migrate() -> None:
    """Bring the database up to date."""
    settings = _settings()

    from storage.database import Database

    async def work() -> None:
        database = Database.open(settings.database_url)
        try:
            await database.migrate()
        finally:
            await database.close()

    try:
        asyncio.run(work())
    except Exception as error:
        click.echo(
            f"The database cannot be brought up to date ({type(error).__name__}); nothing was changed.", err=True
        )
        sys.exit(WRONG)
    click.echo("The database is up to date.")


def _requisition(_: click.Context, __: click.Parameter, text: str) -> int:
    number = text.strip().upper().removeprefix("REQ").lstrip("-# ")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise click.BadParameter("it is written as REQ-7.")
    return int(number)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--requisition", "key", required=True, metavar="KEY", callback=_requisition, help="For example REQ-7.")
@click.option("--workspace", metavar="ID", help="Which workspace, where several have a requisition of that number.")
@click.option("--dry-run", "dry", is_flag=True, help="Check every row and post nobody.")
@click.option("--keep", is_flag=True, help="Post also what the form would point out: wording, a name that is there.")
def import_(file: Path, key: int, workspace: str | None, dry: bool, keep: bool) -> None:
    """Put candidates forward from a CSV file with a line of headings; the same file again posts nobody twice."""
    settings = _settings()

    from bot.importing import CannotImport, run

    try:
        refused = asyncio.run(run(settings, file, key, workspace, dry=dry, keep=keep))
    except CannotImport as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)
    sys.exit(1 if refused else 0)


@main.command()
@click.argument("key", metavar="KEY")
@click.argument("number", type=click.IntRange(1), metavar="N")
@click.option("--by", required=True, metavar="U…", help="In whose name: the role's recruiter, or a talent lead.")
@click.option(
    "--why",
    type=click.Choice(("asked", "consent", "mistake", "ordered")),
    required=True,
    help="They asked for it, withdrew consent, were put forward by mistake, or it was ordered.",
)
@click.option("--workspace", metavar="T…", help="Which workspace, where the database holds several.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, and change nothing.")
def forget(key: str, number: int, by: str, why: str, workspace: str | None, dry_run: bool) -> None:
    """Forget a candidate: erase Candidate N of the role KEY for good."""
    settings = _settings()

    from bot.clock import Clock
    from bot.forget_command import NotForgotten, forget, only_workspace
    from storage.database import Database

    async def work() -> str:
        database, clock = Database.open(settings.database_url), Clock(settings.clock_file)
        try:
            where = workspace or await only_workspace(database)
            return await forget(database, where, key, number, by=by, why=why, dry_run=dry_run, at=clock.now())
        finally:
            clock.close()
            await database.close()

    try:
        click.echo(asyncio.run(work()))
    except NotForgotten as reason:
        click.echo(str(reason), err=True)
        sys.exit(WRONG)


@main.command()
def key() -> None:
    """Print a new key for SAMEPAGE_SECRET_KEY."""
    from bot.tokens import new_key

    click.echo(new_key())


@main.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt every workspace's token with the newest key in SAMEPAGE_SECRET_KEY."""
    settings = _settings()

    from bot.key_command import rotate

    said, wrong = asyncio.run(rotate(settings))
    click.echo(said, err=wrong)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
