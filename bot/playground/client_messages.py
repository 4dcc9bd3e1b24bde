"""The page's routes under /client/message/: what a person does to a message that is there."""

from collections.abc import Awaitable, Callable

from bot.playground import edits
from bot.playground.workspace import Json, Workspace

Handler = Callable[[Json], Awaitable[Json]]


def message_routes(workspace: Workspace, who: Callable[[Json], str]) -> dict[str, Handler]:
    """Path to handler. All take {person, channel, ts} and answer {}; `who` reads and checks the person.

    edit: {text}, encoded as for `say`. react: {name, on: bool}. Refused where Slack's client would not offer it.
    """

    def place(given: Json) -> tuple[Workspace, str, str, str]:
        return workspace, who(given), str(given.get("channel")), str(given.get("ts"))

    async def edit(given: Json) -> Json:
        edits.edit(*place(given), str(given.get("text", "")))
        return {}

    async def delete(given: Json) -> Json:
        edits.delete(*place(given))
        return {}

    async def react(given: Json) -> Json:
        edits.react(*place(given), str(given.get("name", "")), on=given.get("on") is not False)
        return {}

    async def dismiss(given: Json) -> Json:
        edits.dismiss(*place(given))
        return {}

    async def unread(given: Json) -> Json:
        edits.mark_unread(*place(given))
        return {}

    return {
        "message/edit": edit,
        "message/delete": delete,
        "message/react": react,
        "message/dismiss": dismiss,
        "message/unread": unread,
    }
