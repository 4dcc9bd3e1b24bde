"""files.*: uploads in two steps, what became of them, and the methods that Slack keeps for people or has retired."""

import math
from collections.abc import Callable

from bot.playground import conversations, file_rules
from bot.playground.api.chat import thread_of
from bot.playground.api.content import checked_blocks
from bot.playground.api.method import Call, Method, visible
from bot.playground.errors import SlackError, bad_arguments
from bot.playground.files import ALT_LIMIT, PICTURES, File
from bot.playground.people import BOT_USER
from bot.playground.workspace import Conversation, Json

CHANNELS_LIMIT = 100
KINDS: dict[str, Callable[[File], bool]] = {
    "all": lambda file: True,
    "spaces": lambda file: False,
    "snippets": lambda file: False,
    "images": lambda file: file.mimetype in PICTURES,
    "gdocs": lambda file: False,
    "zips": lambda file: file.kind == "zip",
    "pdfs": lambda file: file.kind == "pdf",
}


def upload_url(call: Call) -> Json:
    name, alt = call.arguments.text("filename"), call.arguments.text("alt_txt")
    try:
        size = int(call.arguments.text("length"))
    except ValueError:
        raise bad_arguments("must be an integer [json-pointer:/length]") from None
    if size < 1:
        raise bad_arguments("must be greater than 0 [json-pointer:/length]")
    if len(alt) > ALT_LIMIT:
        call.checks.refuse("files.alt_length", "alt_txt_too_large")
    file, ticket = call.workspace.files.begin(name, size, BOT_USER, alt)
    return {"upload_url": f"{call.workspace.url}/upload/{ticket}", "file_id": file.id}


def complete(call: Call) -> Json:
    """Everything is looked at before anything happens: either all files are shared everywhere, or nothing is."""
    files = _named(call)
    rooms = _rooms(call)
    comment = call.arguments.text("initial_comment")
    blocks = None if comment else _blocks(call)
    file_rules.check_message_files(call.workspace, blocks, None)
    threads = [thread_of(call, room, "invalid_thread_ts") for room in rooms]
    for file, title in files:
        file.shared, file.title = True, title or file.title
    for room, thread in zip(rooms, threads, strict=True):
        carried = [file for file, _ in files]
        conversations.post(call.workspace, room, BOT_USER, comment, blocks=blocks, thread_ts=thread, files=carried)
    finished = not call.checks.on("files.finished_later")
    return {"files": [file_rules.as_slack_shows(call.workspace, file, finished=finished) for file, _ in files]}


def _blocks(call: Call) -> list[Json] | None:
    given = call.arguments.structure("blocks", "messages.blocks_format", "invalid_blocks")
    return checked_blocks(given, call.checks, "surfaces.messages")


def _named(call: Call) -> list[tuple[File, str]]:
    """The uploads to complete, each with its title."""
    given = call.arguments.structure("files", "calls.json_text")
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
        raise bad_arguments("must provide an array of objects [json-pointer:/files]")
    named = []
    for each in given:
        file = call.workspace.files.begun(str(each.get("id")))
        if file is None:
            call.checks.stop("files.known", "file_not_found")
        if file.content is None:
            call.checks.refuse("files.bytes_first", "file_not_found")
        if file.shared:
            call.checks.refuse("files.completed_once", "file_not_found")
        if file.owner != BOT_USER:
            call.checks.refuse("files.own", "access_denied")
        named.append((file, str(each.get("title") or "")))
    return named


def _rooms(call: Call) -> list[Conversation]:
    """Where to share: `channel_id`, or `channels` with commas; nowhere leaves the files with the app alone."""
    given = call.arguments.names("channels") or call.arguments.names("channel_id")
    if len(given) > CHANNELS_LIMIT:
        call.checks.refuse("files.channel_count", "channels_limit_exceeded")
    rooms = []
    for each in dict.fromkeys(given):
        room = call.workspace.conversations.get(each)  # a person's id is not taken here, as Slack takes none
        if room is None:
            call.checks.stop("rooms.known", "channel_not_found")
        if not visible(room):
            call.checks.refuse("rooms.hidden", "channel_not_found")
        if BOT_USER not in room.members:
            call.checks.refuse("rooms.member", "not_in_channel")
        if room.archived:
            call.checks.refuse("rooms.archived", "posting_to_channel_denied")
        rooms.append(room)
    return rooms


def _file(call: Call) -> File:
    """A file the app may see; one it may not see does not exist for it."""
    file = call.workspace.files.get(call.arguments.text("file"))
    if file is None:
        call.checks.stop("files.known", "file_not_found")
    if not file_rules.may_see(call.workspace, file, BOT_USER):
        call.checks.refuse("files.hidden", "file_not_found")
    if file.deleted:
        call.checks.refuse("files.deleted", "file_deleted")
    return file


def info(call: Call) -> Json:
    shown = file_rules.as_slack_shows(call.workspace, _file(call))
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def listed(call: Call) -> Json:
    """Pages by number here, not by cursor."""
    kept = [
        each
        for each in call.workspace.files.all()
        if file_rules.may_see(call.workspace, each, BOT_USER) and _wanted(call, each)
    ]
    kept.reverse()  # newest first
    count, page = call.arguments.number("count", 100, 1000), call.arguments.number("page", 1, 10_000)
    shown = kept[(page - 1) * count : page * count]
    return {
        "files": [file_rules.as_slack_shows(call.workspace, each) for each in shown],
        "paging": {"count": count, "total": len(kept), "page": page, "pages": math.ceil(len(kept) / count)},
    }


def _wanted(call: Call, file: File) -> bool:
    kinds = call.arguments.names("types") or ["all"]
    if any(each not in KINDS for each in kinds):
        raise SlackError("unknown_type")
    channel, user = call.arguments.text("channel"), call.arguments.text("user")
    since, until = call.arguments.number("ts_from", 0, 2**40), call.arguments.number("ts_to", 2**40, 2**40)
    return (
        any(KINDS[each](file) for each in kinds)
        and channel in ("", *file.shares)
        and user in ("", file.owner)
        and since <= file.created <= until
    )


def delete(call: Call) -> Json:
    file = _file(call)
    if file.owner != BOT_USER:
        call.checks.refuse("files.own", "cant_delete_file")
    file_rules.delete(call.workspace, file)
    return {}


def for_people_alone(call: Call) -> Json:
    """Sharing with the whole world takes a person's token."""
    call.checks.stop("calls.token_type", "not_allowed_token_type")


def retired(call: Call) -> Json:
    call.checks.stop("files.retired", "method_deprecated")


_WRITE, _READ = ("files:write",), ("files:read",)
METHODS = {
    "files.getUploadURLExternal": Method(upload_url, 4, _WRITE, ("filename", "length")),
    "files.completeUploadExternal": Method(complete, 4, _WRITE, ("files",)),
    "files.info": Method(info, 4, _READ, ("file",)),
    "files.list": Method(listed, 3, _READ),
    "files.delete": Method(delete, 3, _WRITE, ("file",)),
    "files.sharedPublicURL": Method(for_people_alone, 3),
    "files.revokePublicURL": Method(for_people_alone, 3),
    "files.upload": Method(retired, 2, _WRITE),
}
