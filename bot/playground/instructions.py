"""What `samepage playground` prints: how to start a bot in this workspace, and what to do in it first."""

import shlex
from collections.abc import Mapping

from bot.playground.manifest import Manifest


def instructions(url: str, environment: Mapping[str, str], manifest: Manifest, by_http: str | None = None) -> str:
    """Enough for somebody who has never seen this: the page, variables to paste, where they go, the first step.

    `by_http`: where deliveries are posted, in words; None where they go by the bot's own socket.
    """
    exports = "\n".join(f"  export {name}={shlex.quote(value)}" for name, value in environment.items())
    signed = f"\n   Commands, interactions and events are posted to {by_http}, signed with SLACK_SIGNING_SECRET."
    return f"""\
The workspace is at {url} – open it in a browser and be anybody in it.

1. Paste this into the terminal your bot starts in:

{exports}

2. Let the bot speak to SLACK_API_URL in place of https://slack.com/api/ – once, where its client is made:

  Python      App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]))
  JavaScript  new App({{ clientOptions: {{ slackApiUrl: process.env.SLACK_API_URL }}, ... }})

3. Start it. The page says when {manifest.name} is connected.{signed if by_http else ""}
4. {_first_step(manifest)}

Ctrl+C ends the workspace; nothing is kept.
"""


def _first_step(manifest: Manifest) -> str:
    if manifest.commands:
        first = manifest.commands[0].command
        return (
            f"In the page, choose #general and type {first}. (/invite @{manifest.name} brings the bot into a channel.)"
        )
    if manifest.messages_tab and not manifest.messages_read_only:
        return f"In the page, choose {manifest.name} under Apps and write to it."
    return f"In the page, choose #general and type /invite @{manifest.name}."
