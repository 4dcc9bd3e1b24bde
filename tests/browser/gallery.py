"""A workspace full of everything a bot can show: `python -m tests.browser.gallery [port]` serves it for looking at."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import conversations, views
from bot.playground.server import Playground
from tests.browser.gallery_blocks import ATTACHMENTS, MARKDOWN, MESSAGES, UNKNOWN, option, picture, section
from tests.browser.gallery_views import HOME, INPUTS, NEWEST, modal

ANYTHING = re.compile(".*")
CITIES = ("Berlin", "Bern", "Lisbon")
MANIFEST = """
display_information:
  name: Gallery
  description: Shows everything a bot can show.
features:
  bot_user: {display_name: Gallery}
  app_home: {home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false}
  shortcuts:
    - {name: Remember this, type: message, callback_id: remember, description: Keeps a message}
    - {name: Start something, type: global, callback_id: start, description: Begins}
  slash_commands:
    - {command: /gallery, description: "Opens the modal with every input", usage_hint: "[inputs | newest | three]"}
    - {command: /gone, description: Nobody answers, usage_hint: ""}
oauth_config:
  scopes:
    bot:
      - commands
      - chat:write
      - channels:join
      - channels:history
      - im:history
      - im:write
      - pins:write
      - reactions:write
      - reactions:read
      - users:read
settings:
  event_subscriptions:
    bot_events: [app_home_opened, message.channels, message.im, reaction_added, reaction_removed]
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""


def _listen(app: AsyncApp, playground: Playground) -> None:
    """The bot: it takes everything, opens modals on `/gallery`, and refuses "wrong" as a title."""

    @app.command("/gallery")
    async def opens(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        shown = modal("The newest of the inputs", *NEWEST, UNKNOWN, submit="Send it (can be undone)")
        if body["text"] == "newest":  # not through the Web API: what it does not know yet is looked at all the same
            views.open_modal(playground.workspace, body["user_id"], shown)
            return
        shown = (
            modal("Every input", *INPUTS) if body["text"] != "three" else modal("The first", section("One of three"))
        )
        opened = await client.views_open(trigger_id=body["trigger_id"], view=shown)
        if body["text"] == "three":
            for each in ("The second", "The third"):
                views.push_modal(playground.workspace, body["user_id"], modal(each, section(each)))
        assert opened["ok"]

    @app.view("gallery")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        title = view["state"]["values"].get("title", {}).get("title", {}).get("value")
        if title == "wrong":
            await ack(response_action="errors", errors={"title": "That is not the title."})
        else:
            await ack()

    @app.options(ANYTHING)
    async def cities(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[option(city, city.lower()) for city in CITIES if city.lower().startswith(payload["value"])])

    @app.action(ANYTHING)
    @app.shortcut(ANYTHING)
    async def taken(ack: Any) -> None:
        await ack()

    @app.event(ANYTHING)
    async def heard() -> None:
        return


async def _hang(playground: Playground, client: AsyncWebClient) -> None:
    """Puts everything up: in #general the messages, in the direct message with Rita the rest, for her a Home."""
    await client.conversations_join(channel="C0GENERAL")
    rita, hal = playground.person("Rita"), playground.person("Hal")
    for text, blocks in MESSAGES:
        posted = await client.chat_postMessage(channel="C0GENERAL", text=text, blocks=blocks)
    await client.chat_postMessage(channel="C0GENERAL", text="Attachments", attachments=ATTACHMENTS)
    await client.chat_postMessage(
        channel="C0GENERAL", text="picture", blocks=[picture(f"{playground.url}/page/icon.svg")]
    )
    await client.pins_add(channel="C0GENERAL", timestamp=posted["ts"])
    for name in ("white_check_mark", "eyes", "tada"):
        await client.reactions_add(channel="C0GENERAL", timestamp=posted["ts"], name=name)
    general = playground.workspace.conversations["C0GENERAL"]
    conversations.post(playground.workspace, general, "U0SAMEPAGE", "unknown", blocks=[UNKNOWN])
    conversations.post(playground.workspace, general, "U0SAMEPAGE", "markdown", blocks=[MARKDOWN])
    await client.chat_postEphemeral(
        channel="C0GENERAL", user="U0RITA", text="*Nobody else* sees this. <@U0HAL> neither."
    )
    said = await rita.say("Shall we meet :wave: on Thursday? See https://example.com/agenda. 🎉 ❤️", channel="general")
    for who, words in ((hal, "Yes :+1:"), (rita, "Then it is settled."), (playground.person("Ines"), "I come too")):
        await who.say(words, channel="general", thread=said)
    await hal.say("שלום עולם, مرحبا بالعالم", channel="general")
    await hal.say("W" * 180, channel="general")
    await client.views_publish(user_id="U0RITA", view=HOME)


@asynccontextmanager
async def gallery(folder: Path, port: int = 0) -> AsyncIterator[Playground]:
    """The workspace, hung and with its bot connected."""
    manifest = folder / "gallery.yml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    async with Playground(manifest, port, clock_file=folder / "clock", limits=False) as playground:
        client = AsyncWebClient(token=playground.bot_token, base_url=playground.api_url, retry_handlers=[])
        app = AsyncApp(client=client, process_before_response=True)
        _listen(app, playground)
        handler = AsyncSocketModeHandler(app, playground.app_token, ping_interval=0.5)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            await playground.connected()
            await _hang(playground, client)
            yield playground
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


async def main(port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gallery-") as folder:
        async with gallery(Path(folder), port) as playground:
            print(playground.url, flush=True)  # noqa: T201 (this is the program's output)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
