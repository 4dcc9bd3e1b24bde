"""What files and the workspace have to do with each other: who may see one, sharing, and pictures that blocks name."""

from collections.abc import Sequence

from bot.playground import events
from bot.playground.errors import bad_arguments, bad_blocks
from bot.playground.files import File, Files, file_object, meant, named_in
from bot.playground.people import BOT_USER
from bot.playground.workspace import Json, Message, Workspace

NOT_FOUND = "slack file not found"


def may_see(workspace: Workspace, file: File, person: str) -> bool:
    """Its owner may, whoever can read a message that carries or shows it, and whoever has a view open that does."""
    if person in (file.owner, *file.given_to) or _carried(workspace, file, person):
        return True
    return person != BOT_USER and _shown(workspace, file, person)


def _carried(workspace: Workspace, file: File, person: str) -> bool:
    rooms = [workspace.conversations.get(channel) for channel in file.shares]
    return any(room is not None and (room.kind == "public" or person in room.members) for room in rooms)


def _shown(workspace: Workspace, file: File, person: str) -> bool:
    """Whether a message or view that this person sees has it as a picture; looked for, so that edits count."""
    for room in workspace.conversations.values():
        if room.kind != "public" and person not in room.members:
            continue
        for message in (*room.messages.values(), *room.ephemerals.values()):
            if message.only_for in (None, person) and _has(workspace.files, message, file):
                return True
    views = [*workspace.stacks.get(person, ())]
    if person in workspace.homes:
        views.append(workspace.homes[person])
    return any(meant(workspace.files, named) is file for view in views for _, named in named_in(view.content["blocks"]))


def _has(files: Files, message: Message, file: File) -> bool:
    surfaces = [message.blocks, *(each.get("blocks") for each in message.attachments or ())]
    return any(meant(files, named) is file for blocks in surfaces for _, named in named_in(blocks))


def check_message_files(workspace: Workspace, blocks: list[Json] | None, attachments: Sequence[Json] | None) -> None:
    """Refuse a message whose pictures are files that are not there, or that the app may not see."""
    faults = _faults(workspace, blocks, "/blocks")
    for index, each in enumerate(attachments or ()):
        faults += _faults(workspace, each.get("blocks"), f"/attachments/{index}/blocks")
    if faults:
        raise bad_blocks(faults)


def check_view_files(workspace: Workspace, blocks: list[Json]) -> None:
    """The same of a modal or Home tab, in the words views are refused with."""
    faults = _faults(workspace, blocks, "/view/blocks")
    if faults:
        raise bad_arguments(*faults)


def _faults(workspace: Workspace, blocks: list[Json] | None, pointer: str) -> list[str]:
    faults: list[str] = []
    if not workspace.checks.on("blocks.slack_file"):
        return faults
    for inside, named in named_in(blocks):
        file = meant(workspace.files, named)
        if file is None or not may_see(workspace, file, BOT_USER):
            faults.append(f"{NOT_FOUND} [json-pointer:{pointer}{inside}]")
        elif not file.is_picture:
            faults.append(f"invalid slack file: {file.mimetype} is no picture [json-pointer:{pointer}{inside}]")
    return faults


def shared(workspace: Workspace, message: Message) -> None:
    """A message that carries files was posted: note where they are, and tell the app."""
    for file in message.files:
        file.shared = True
        file.shares.setdefault(message.channel, []).append(message.ts)
        tell(workspace, "file_shared", file, channel_id=message.channel)


def unshared(workspace: Workspace, message: Message) -> None:
    """A message that carried files is gone; the files stay with their owner."""
    for file in message.files:
        stamps = file.shares.get(message.channel, [])
        if message.ts in stamps:
            stamps.remove(message.ts)
        if not stamps:
            file.shares.pop(message.channel, None)


def delete(workspace: Workspace, file: File) -> None:
    workspace.files.delete(file)
    for channel in file.shares:
        workspace.changes.tell("message", channel=channel)
    tell(workspace, "file_deleted", file)


def tell(workspace: Workspace, name: str, file: File, **details: str) -> None:
    """A file event, as thin as Slack's: the app asks files.info for the rest."""
    seen = name == "file_deleted" or may_see(workspace, file, BOT_USER)
    if seen:
        brief: Json = {"type": name, "file_id": file.id, "user_id": file.owner, "file": {"id": file.id}}
        events.publish(workspace, name, {**brief, **details, "event_ts": workspace.next_ts()})


def as_slack_shows(workspace: Workspace, file: File, *, finished: bool = True) -> Json:
    private = frozenset(each for each in file.shares if workspace.conversations[each].kind != "public")
    return file_object(file, finished=finished, private=private)


def handed_over(workspace: Workspace, person: str, file_id: str) -> Json | None:
    """A file of this person's, put into a form: the app may see it from now on. None where it is not theirs."""
    file = workspace.files.get(file_id)
    if file is None or file.deleted or file.owner != person:
        return None
    file.given_to.add(BOT_USER)
    return as_slack_shows(workspace, file)


def as_the_page_shows(file: File) -> Json:
    """What the page needs to draw a file; `url` wants the reader added as `?person=`."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "size": file.size,
        "url": f"/client/file/{file.id}",
        "picture": file.is_picture,
        "alt": file.alt,
        "deleted": file.deleted,
    }
