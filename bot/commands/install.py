"""`samepage install-link`."""

from __future__ import annotations

from urllib.parse import urlsplit

import click


def _address(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        whole = parts.scheme == "https" and parts.hostname and parts.path in ("", "/") and not parts.query
    except ValueError:
        whole = False
    if not whole:
        raise click.BadParameter("this must be an address such as https://your.host, without a path.")
    return text.rstrip("/")


@click.command("install-link")
@click.option("--http", "address", metavar="URL", callback=_address, help="For HTTP: where Slack reaches the bot.")
def install_link(address: str | None) -> None:
    """Print a link that opens Slack's page for a new app, filled in; for Socket Mode unless --http names an address.

    Nothing is made before somebody presses Create there.
    """
    from bot.manifest import new_app

    click.echo(new_app(address))
