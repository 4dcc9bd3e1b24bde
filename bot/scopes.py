"""What the bot asks of a workspace, and why: the manifest's scopes, each with its reason."""

from __future__ import annotations

WHY = {
    "channels:join": "joins a public channel when a digest is set for it, or before a role lives there",
    "chat:write": "posts and repaints cards, answers and digests",
    "commands": "the three slash commands and the message shortcut",
    "files:read": "sees whether Slack has finished with such a chart",
    "files:write": "uploads the charts of digests, stats and retrospectives",
    "groups:history": "after a lost answer, looks in a requisition's channel whether its message arrived",
    "groups:read": (
        "recognises its own channel when it was interrupted while making it; sees whether people from outside "
        "read the private channel a role is to live in"
    ),
    "groups:write": (
        "makes the private channel of a requisition, invites its people, sets its topic, archives it when "
        "asked to on closing"
    ),
    "im:history": "after a lost answer, looks in that direct message whether its message arrived",
    "im:write": "opens the direct message for what waits on you",
    "mpim:history": "after a lost answer, looks in that group direct message whether its message arrived",
    "mpim:write": "the group direct message that takes a channel's place where Slack refuses one",
    "pins:write": "pins the card in the requisition's channel",
    "users:read": "names, time zones, and who is a guest or has left",
}


def wanted() -> list[str]:
    """The scopes of `manifest.yml`."""
    import yaml

    from bot.manifest import manifest

    told = yaml.safe_load(manifest().read_text(encoding="utf-8"))
    return [str(scope) for scope in told["oauth_config"]["scopes"]["bot"]]
