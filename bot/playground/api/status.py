"""What there is to know about people, the workspace and the app: presence, quiet hours, profiles, emoji, groups."""

import re

from bot.playground import events, people
from bot.playground.api.method import Call, Method
from bot.playground.errors import SlackError, bad_arguments
from bot.playground.payloads import authorization
from bot.playground.people import APP_ID, BOT_ID, BOT_USER, EMAIL_DOMAIN, Human
from bot.playground.workspace import Json

ICON = "https://a.slack-edge.com/80588/img/services/api_{}.png"  # a picture Slack gives to those without one


def _person(call: Call, name: str = "user") -> Human:
    """Somebody by id; the bot itself where nobody is named."""
    human = call.workspace.people.get(call.arguments.text(name, BOT_USER))
    if human is None:
        call.checks.stop("rooms.person", "user_not_found")
    return human


def presence(call: Call) -> Json:
    """ "active" or "away"; whoever has left is away."""
    human = _person(call)
    return {"presence": "away" if human.away or human.deleted else "active"}


def profile(call: Call) -> Json:
    with_email = "users:read.email" in call.workspace.manifest.scopes
    shown = people.user_object(_person(call), call.workspace.clock.now(), with_email=with_email)
    return {"profile": shown["profile"]}


def quiet_hours(call: Call) -> Json:
    return people.quiet_object(_person(call), call.workspace.clock.now())


def quiet_hours_of_many(call: Call) -> Json:
    wanted = call.arguments.names("users")
    if not wanted:
        call.checks.stop("calls.required", "no_users_provided")
    if len(wanted) > 50:
        raise bad_arguments("must have no more than 50 users [json-pointer:/users]")
    now = call.workspace.clock.now()
    known = [call.workspace.people[each] for each in wanted if each in call.workspace.people]
    return {"users": {each.id: people.quiet_object(each, now) for each in known}}


def team(call: Call) -> Json:
    here = call.workspace.team
    wanted = call.arguments.text("team") or call.arguments.text("domain")
    if wanted not in ("", here.id, here.domain):
        raise SlackError("team_not_found")
    return {
        "team": {
            "id": here.id,
            "name": here.name,
            "url": f"https://{here.domain}.slack.com/",
            "domain": here.domain,
            "email_domain": EMAIL_DOMAIN,
            "icon": {"image_default": True},
        }
    }


def bot(call: Call) -> Json:
    if not call.arguments.has("bot"):
        call.checks.stop("calls.required", "missing_argument")
    if call.arguments.text("bot") != BOT_ID:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": BOT_ID,
            "deleted": False,
            "name": call.workspace.bot().name,
            "updated": call.workspace.conversations["C0GENERAL"].created,
            "app_id": APP_ID,
            "user_id": BOT_USER,
            "icons": {f"image_{size}": ICON.format(size) for size in (36, 48, 72)},
        }
    }


def emoji(call: Call) -> Json:
    """The workspace has no emoji of its own."""
    return {"emoji": {}, "cache_ts": f"{call.workspace.clock.timestamp():.6f}"}


def groups(call: Call) -> Json:
    """The workspace has no groups of people."""
    return {"usergroups": []}


def revoke(call: Call) -> Json:
    """The bot gives up its token: every later call with it is refused."""
    if call.arguments.flag("test"):
        return {"revoked": False}
    call.workspace.revoked = True
    gone = {"oauth": [], "bot": [BOT_USER]}
    events.publish(
        call.workspace,
        "tokens_revoked",
        {"type": "tokens_revoked", "tokens": gone, "event_ts": call.workspace.next_ts()},
    )
    return {"revoked": True}


def authorizations(call: Call) -> Json:
    """Who installed the app that an event was sent to, by the event's `event_context`."""
    if not re.fullmatch(r"4-playground-\d+", call.arguments.text("event_context")):
        raise SlackError("invalid_event_context")
    return {"authorizations": [authorization(call.workspace)]}


METHODS = {
    "users.getPresence": Method(presence, 3, ("users:read",)),
    "users.profile.get": Method(profile, 4, ("users.profile:read",)),
    "dnd.info": Method(quiet_hours, 3, ("dnd:read",)),
    "dnd.teamInfo": Method(quiet_hours_of_many, 2, ("dnd:read",), ("users",)),
    "team.info": Method(team, 3, ("team:read",)),
    "bots.info": Method(bot, 3, ("users:read",)),
    "emoji.list": Method(emoji, 2, ("emoji:read",)),
    "usergroups.list": Method(groups, 2, ("usergroups:read",)),
    "auth.revoke": Method(revoke, 3),
    "apps.event.authorizations.list": Method(authorizations, 4, required=("event_context",), caller="app"),
}
