"""auth.test, api.test, apps.connections.open and users.*: who the bot is, who others are, and where to connect."""

from bot.playground.api.method import Call, Method, page
from bot.playground.errors import SlackError
from bot.playground.people import BOT_ID, BOT_USER, user_object
from bot.playground.workspace import Json


def api_test(call: Call) -> Json:
    if call.arguments.has("error"):
        raise SlackError(call.arguments.text("error"), args=call.arguments.values)
    return {"args": call.arguments.values}


def auth_test(call: Call) -> Json:
    team = call.workspace.team
    whole = team.organisation if call.workspace.is_org_wide else None
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": whole.name if whole else team.name,
        "user": call.workspace.bot().handle,
        "team_id": whole.id if whole else team.id,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        **({"enterprise_id": team.organisation.id} if team.organisation else {}),
        "is_enterprise_install": whole is not None,
    }


def connect(call: Call) -> Json:
    return {"url": call.workspace.delivery.connect_url()}


def user_info(call: Call) -> Json:
    human = call.workspace.people.get(call.arguments.text("user"))
    if human is None:
        call.checks.stop("rooms.person", "user_not_found")
    return {"user": user_object(human, call.workspace.clock.now(), with_email=_with_email(call))}


def users(call: Call) -> Json:
    shown, metadata = page(call, [*call.workspace.people.values()], usual=1000)
    now = call.workspace.clock.now()
    return {
        "members": [user_object(each, now, with_email=_with_email(call)) for each in shown],
        "cache_ts": int(call.workspace.clock.timestamp()),
        "response_metadata": metadata,
    }


def by_email(call: Call) -> Json:
    wanted = call.arguments.text("email").casefold()
    for human in call.workspace.people.values():
        if human.email == wanted and not human.deleted and not human.is_bot:
            return {"user": user_object(human, call.workspace.clock.now(), with_email=True)}
    raise SlackError("users_not_found")


def _with_email(call: Call) -> bool:
    return "users:read.email" in call.workspace.manifest.scopes


METHODS = {
    "api.test": Method(api_test, 4, caller="anybody"),
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connect, 3, caller="app"),
    "users.info": Method(user_info, 4, ("users:read",), ("user",)),
    "users.list": Method(users, 2, ("users:read",)),
    "users.lookupByEmail": Method(by_email, 3, ("users:read.email",), ("email",)),
}
