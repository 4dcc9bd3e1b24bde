"""Channels that were there before: whether the bot may speak in one, and who could read it."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from handlers.visit import Visit

NOT_IN_IT = "I am not in that channel. Type /invite @Same Page there, then press the button again."
FROM_OUTSIDE = "People from outside this workspace read that channel. Choose a new private one."
NO_CHANNEL = "That is no channel. Choose a new private one."
INVITE = "I am not in that channel. Type /invite @Same Page there, then press Set again."
ARCHIVED = "That channel is archived. Choose another, or unarchive it first."
NO_MESSAGE = "Choose a channel: a digest is for several people."
OUTSIDERS = "People from outside this workspace read that channel. Choose another."


async def no_digest(visit: Visit, channel: str) -> str | None:
    """Why a digest cannot go to that channel, in words for the field; None when it can. A public channel is joined now,
    in a private one somebody has to invite us."""
    client = await visit.office.client_of(visit.person.workspace)
    try:
        found = await client.conversations_join(channel=channel)
    except SlackApiError as error:
        code = str(error.response.get("error"))
        if code == "is_archived":
            return ARCHIVED
        # Slack names the kind of channel only to those inside: a private one we are in cannot be "joined".
        if code != "method_not_supported_for_channel_type":
            return INVITE
        try:
            found = await client.conversations_info(channel=channel)
        except SlackApiError:
            return INVITE
    facts = found.get("channel") or {}
    if facts.get("is_archived"):
        return ARCHIVED
    if facts.get("is_mpim") or facts.get("is_im"):
        return NO_MESSAGE
    return OUTSIDERS if facts.get("is_ext_shared") or facts.get("is_pending_ext_shared") else None


async def unfit(visit: Visit, channel: str) -> str | None:
    """Why a role cannot live in that channel, in words for the field; None when it can. A public one is joined."""
    client = await visit.office.client_of(visit.person.workspace)
    try:
        found = await client.conversations_join(channel=channel)
    except SlackApiError as error:
        if str(error.response.get("error")) != "method_not_supported_for_channel_type":
            return NOT_IN_IT
        found = await client.conversations_info(channel=channel)
    facts = found.get("channel") or {}
    if facts.get("is_mpim") or facts.get("is_im"):
        return NO_CHANNEL
    return FROM_OUTSIDE if facts.get("is_ext_shared") or facts.get("is_pending_ext_shared") else None
