"""conversations.* and users.conversations: what the bot does with channels and direct messages, and reads of them."""

from collections.abc import Iterable, Mapping, Sequence

from bot.playground import conversations
from bot.playground.api.method import KINDS, Call, Method, page, visible
from bot.playground.errors import SlackError
from bot.playground.payloads import conversation_object, message_object
from bot.playground.people import BOT_USER
from bot.playground.workspace import Conversation, Json, Message, replies_to, ts_key

Scopes = Mapping[str, Sequence[str]]


def _scopes(public: Sequence[str], private: Sequence[str], im: Sequence[str] = (), mpim: Sequence[str] = ()) -> Scopes:
    return {"public": public, "private": private, "im": im, "mpim": mpim}


READ = _scopes(["channels:read"], ["groups:read"], ["im:read"], ["mpim:read"])
HISTORY = _scopes(["channels:history"], ["groups:history"], ["im:history"], ["mpim:history"])
MANAGE = _scopes(["channels:manage", "channels:write"], ["groups:write"], ["im:write"], ["mpim:write"])
INVITE = _scopes(["channels:manage", "channels:write.invites"], ["groups:write", "groups:write.invites"])
TOPIC = _scopes(
    ["channels:manage", "channels:write.topic"],
    ["groups:write", "groups:write.topic"],
    ["im:write", "im:write.topic"],
    ["mpim:write", "mpim:write.topic"],
)


def any_of(scopes: Scopes) -> tuple[str, ...]:
    """Every scope that opens the method for some kind of conversation."""
    return tuple(each for kind in scopes.values() for each in kind)


def channel_of(call: Call, scopes: Scopes, *, member: bool = True, open_only: bool = True) -> Conversation:
    """A public or private channel to change, in which the bot takes part."""
    conversation = call.conversation(scopes)
    if conversation.kind in ("im", "mpim"):
        call.checks.refuse("rooms.kind", "method_not_supported_for_channel_type")
    if member and BOT_USER not in conversation.members:
        call.checks.refuse("rooms.member", "not_in_channel")
    if open_only and conversation.archived:
        call.checks.refuse("rooms.archived", "is_archived")
    return conversation


def create(call: Call) -> Json:
    private = call.arguments.flag("is_private")
    call.need(MANAGE["private" if private else "public"])
    name = call.arguments.text("name")
    conversation = conversations.create(call.workspace, name, private=private, by=BOT_USER)
    return {"channel": conversation_object(call.workspace, conversation)}


def invite(call: Call) -> Json:
    """All or nobody, as Slack does without `force`; each refusal is listed."""
    conversation = channel_of(call, INVITE)
    wanted = call.arguments.names("users")
    if not wanted:
        raise SlackError("no_user")
    refused = {person: code for person in wanted if (code := _cannot_invite(call, conversation, person))}
    welcome = [person for person in wanted if person not in refused]
    listed = [{"user": person, "ok": False, "error": code} for person, code in refused.items()]
    if refused and not (call.arguments.flag("force") and welcome):
        call.checks.stop("rooms.invited", SlackError(next(iter(refused.values())), errors=listed))
    for person in dict.fromkeys(welcome):
        conversations.join(call.workspace, conversation, person, inviter=BOT_USER)
    return {"channel": conversation_object(call.workspace, conversation)} | ({"errors": listed} if listed else {})


def _cannot_invite(call: Call, conversation: Conversation, person: str) -> str | None:
    human = call.workspace.people.get(person)
    if human is None:
        return "user_not_found"
    if person == BOT_USER:
        return "cant_invite_self"
    if human.deleted:
        return "cant_invite"
    if person in conversation.members:
        return "already_in_channel"
    return "user_is_restricted" if human.is_guest else None


def join(call: Call) -> Json:
    conversation = call.conversation()
    if conversation.kind != "public":
        call.checks.refuse("rooms.kind", "method_not_supported_for_channel_type")
    if conversation.archived:
        call.checks.refuse("rooms.archived", "is_archived")
    already = BOT_USER in conversation.members
    if not already:
        conversations.join(call.workspace, conversation, BOT_USER)
    shown: Json = {"channel": conversation_object(call.workspace, conversation)}
    metadata = {"response_metadata": {"warnings": ["already_in_channel"]}, "warning": "already_in_channel"}
    return shown | (metadata if already else {})


def kick(call: Call) -> Json:
    conversation = channel_of(call, MANAGE)
    person = call.arguments.text("user")
    if person not in call.workspace.people:
        call.checks.stop("rooms.person", "user_not_found")
    if person == BOT_USER:
        raise SlackError("cant_kick_self")
    if conversation.id == "C0GENERAL":
        call.checks.refuse("rooms.general", "cant_kick_from_general")
    if person not in conversation.members:
        raise SlackError("not_in_channel")
    conversations.leave(call.workspace, conversation, person)
    return {}


def set_topic(call: Call) -> Json:
    conversation = call.conversation(TOPIC)
    if conversation.kind == "im":
        call.checks.refuse("rooms.kind", "method_not_supported_for_channel_type")
    if BOT_USER not in conversation.members:
        call.checks.refuse("rooms.member", "not_in_channel")
    if conversation.archived:
        call.checks.refuse("rooms.archived", "is_archived")
    topic = call.arguments.text("topic")
    if len(topic) > conversations.TOPIC_LIMIT:
        call.checks.refuse("rooms.topic_length", "too_long")
    conversations.set_topic(call.workspace, conversation, topic, BOT_USER)
    return {"channel": conversation_object(call.workspace, conversation)}


def archive(call: Call) -> Json:
    conversation = channel_of(call, MANAGE, open_only=False)
    if conversation.archived:
        call.checks.stop("rooms.archived_once", "already_archived")
    if conversation.id == "C0GENERAL":
        call.checks.refuse("rooms.general", "cant_archive_general")
    conversations.archive(call.workspace, conversation, BOT_USER)
    return {}


def open_direct(call: Call) -> Json:
    """A direct message: with one person, with several, or one that exists, by its id."""
    workspace = call.workspace
    if call.arguments.has("channel"):
        conversation, known = call.conversation(MANAGE), True
        if conversation.kind not in ("im", "mpim"):
            call.checks.refuse("rooms.kind", "method_not_supported_for_channel_type")
    else:
        conversation, known = _direct_with(call)
    full = call.arguments.flag("return_im")
    shown = conversation_object(workspace, conversation) if full else {"id": conversation.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})


def _direct_with(call: Call) -> tuple[Conversation, bool]:
    wanted = [each for each in dict.fromkeys(call.arguments.names("users")) if each != BOT_USER]
    if not call.arguments.has("users"):
        raise SlackError("users_list_not_supplied")
    if not wanted:
        raise SlackError("not_enough_users")
    if len(wanted) > conversations.MPIM_LIMIT:
        raise SlackError("too_many_users")
    call.need(MANAGE["im" if len(wanted) == 1 else "mpim"])
    for each in wanted:
        human = call.workspace.people.get(each)
        if human is None:
            call.checks.stop("rooms.person", "user_not_found")
        if human.deleted:
            call.checks.refuse("rooms.deactivated", "user_disabled")
    return conversations.open_direct(call.workspace, [BOT_USER, *wanted])


def history(call: Call) -> Json:
    conversation = call.conversation(HISTORY)
    _reader(call, conversation)
    messages = [each for each in conversation.messages.values() if each.broadcast or not each.is_reply]
    if not call.checks.on("ephemerals.no_history"):
        messages += conversation.ephemerals.values()
    kept = _within(call, messages)[::-1]  # newest first
    shown, metadata = page(call, kept, most=999)
    more = bool(metadata["next_cursor"])
    return {
        "messages": _shown(call, conversation, shown),
        "has_more": more,
        "pin_count": len(conversation.pins),
    } | ({"response_metadata": metadata} if more else {})


def replies(call: Call) -> Json:
    """A thread, oldest first, its parent always at the head of the first page."""
    conversation = call.conversation(HISTORY)
    _reader(call, conversation)
    asked = conversation.messages.get(call.arguments.text("ts"))
    if asked is None:
        call.checks.stop("messages.thread", "thread_not_found")
    parent = conversation.messages.get(asked.thread_ts or asked.ts, asked)
    kept = [parent, *_within(call, replies_to(conversation, parent.ts))]
    shown, metadata = page(call, kept, usual=1000)
    more = bool(metadata["next_cursor"])
    return {"messages": _shown(call, conversation, shown), "has_more": more} | (
        {"response_metadata": metadata} if more else {}
    )


def _reader(call: Call, conversation: Conversation) -> None:
    if BOT_USER not in conversation.members:
        call.checks.refuse("rooms.member", "not_in_channel")


def _within(call: Call, messages: Iterable[Message]) -> list[Message]:
    """Messages between `oldest` and `latest`; the ends themselves only with `inclusive`."""
    oldest = _bound(call, "oldest", "0")
    latest = _bound(call, "latest", "99999999999")
    if call.arguments.flag("inclusive"):
        return [each for each in messages if oldest <= ts_key(each.ts) <= latest]
    return [each for each in messages if oldest < ts_key(each.ts) < latest]


def _bound(call: Call, name: str, default: str) -> tuple[int, int]:
    try:
        return ts_key(call.arguments.text(name, default))
    except ValueError:
        call.checks.refuse("calls.bounds", f"invalid_ts_{name}")
        return ts_key(default)


def _shown(call: Call, conversation: Conversation, messages: Sequence[Message]) -> list[Json]:
    metadata = call.arguments.flag("include_all_metadata") or not call.checks.on("messages.metadata_on_request")
    return [message_object(conversation, each, metadata=metadata) for each in messages]


def info(call: Call) -> Json:
    conversation = call.conversation(READ)
    count = call.arguments.flag("include_num_members")
    return {"channel": conversation_object(call.workspace, conversation, count=count)}


def members(call: Call) -> Json:
    shown, metadata = page(call, call.conversation(READ).members)
    return {"members": shown, "response_metadata": metadata}


def every(call: Call) -> Json:
    return _listed(call, [each for each in call.workspace.conversations.values() if visible(each)])


def mine(call: Call) -> Json:
    who = call.arguments.text("user", BOT_USER)
    if who not in call.workspace.people:
        call.checks.stop("rooms.person", "user_not_found")
    seen = [each for each in call.workspace.conversations.values() if visible(each) and who in each.members]
    return _listed(call, seen)


def _listed(call: Call, seen: Sequence[Conversation]) -> Json:
    wanted = call.arguments.names("types") or ["public_channel"]
    for each in wanted:
        if each not in KINDS.values():
            call.checks.refuse("calls.types", "invalid_types")
    for kind, name in KINDS.items():
        if name in wanted:
            call.need(READ[kind])
    kept = [each for each in seen if KINDS[each.kind] in wanted]
    if call.arguments.flag("exclude_archived"):
        kept = [each for each in kept if not each.archived]
    shown, metadata = page(call, kept)
    return {
        "channels": [conversation_object(call.workspace, each, count=True) for each in shown],
        "response_metadata": metadata,
    }


METHODS = {
    "conversations.create": Method(create, 2, any_of(MANAGE)),
    "conversations.invite": Method(invite, 3, any_of(INVITE), ("channel",)),
    "conversations.join": Method(join, 3, ("channels:join",), ("channel",)),
    "conversations.kick": Method(kick, 3, ("channels:manage", "groups:write"), ("channel", "user")),
    "conversations.setTopic": Method(set_topic, 2, any_of(TOPIC), ("channel", "topic")),
    "conversations.archive": Method(archive, 2, any_of(MANAGE), ("channel",)),
    "conversations.open": Method(open_direct, 3, ("channels:manage", "groups:write", "im:write", "mpim:write")),
    "conversations.history": Method(history, 3, any_of(HISTORY), ("channel",)),
    "conversations.replies": Method(replies, 3, any_of(HISTORY), ("channel", "ts")),
    "conversations.info": Method(info, 3, any_of(READ), ("channel",)),
    "conversations.members": Method(members, 4, any_of(READ), ("channel",)),
    "conversations.list": Method(every, 2, any_of(READ)),
    "users.conversations": Method(mine, 3, any_of(READ)),
}
