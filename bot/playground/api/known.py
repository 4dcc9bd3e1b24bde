"""Slack's other methods: real ones that the playground does not have, so that a bot's author learns which it is."""

_FAMILIES = (  # whole families, of which there is nothing here
    "admin.", "agents.", "apps.", "assistant.", "calls.", "canvases.", "entity.", "functions.", "migration.", "oauth.",
    "openid.", "reminders.", "rtm.", "search.", "slackLists.", "slackbot.", "stars.", "team.", "tooling.", "workflows.",
)  # fmt: skip

_NAMES = frozenset(
    [
        "auth.teams.list",
        "chat.appendStream",
        "chat.meMessage",
        "chat.startStream",
        "chat.stopStream",
        "chat.unfurl",
        "conversations.acceptSharedInvite",
        "conversations.approveSharedInvite",
        "conversations.canvases.create",
        "conversations.declineSharedInvite",
        "conversations.externalInvitePermissions.set",
        "conversations.inviteShared",
        "conversations.listConnectInvites",
        "conversations.requestSharedInvite.approve",
        "conversations.requestSharedInvite.deny",
        "conversations.requestSharedInvite.list",
        "dialog.open",
        "dnd.endDnd",
        "dnd.endSnooze",
        "dnd.setSnooze",
        "files.comments.delete",
        "files.remote.add",
        "files.remote.info",
        "files.remote.list",
        "files.remote.remove",
        "files.remote.share",
        "files.remote.update",
        "usergroups.create",
        "usergroups.disable",
        "usergroups.enable",
        "usergroups.update",
        "usergroups.users.list",
        "usergroups.users.update",
        "users.deletePhoto",
        "users.discoverableContacts.lookup",
        "users.identity",
        "users.profile.set",
        "users.setActive",
        "users.setPhoto",
        "users.setPresence",
    ]
)


_SWITCHED_OFF = ("channels.", "groups.", "im.", "mpim.")


def why_not(method: str) -> str:
    """Whose gap it is that a method is not here: the playground's, or the bot's."""
    if method in _NAMES or method.startswith(_FAMILIES):
        return f"{method}: the playground does not know this method yet"
    if method.startswith(_SWITCHED_OFF):
        return f"{method}: Slack has switched this method off; conversations.* took its place"
    return f"{method}: Slack has no such method"
