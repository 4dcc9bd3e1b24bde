"""What people do in these stories, as verbs, and where to look for what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.demo.stage import Way
from bot.playground.control import Reply
from bot.playground.people import BOT_USER
from bot.playground.reading import SeenMessage
from bot.playground.server import Playground
from bot.playground.workspace import Conversation, Message
from storage import models
from storage.database import Database
from storage.rules.rights import Role as Part

HERE = Path(__file__).parents[2]
MANIFEST = HERE / "manifest.yml"
MONDAY = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)  # ten in Berlin, four in New York, half past one in Kolkata
APPROVE, REJECT, UNDO = "Approve → interview", "Reject", "Undo"
GOING_ON = ["Move to another stage", "Withdrawn by the candidate"]  # in the card's ⋯, while they are in play
DECIDE = [APPROVE, REJECT, "Ask a question", "Hold", "Details", "Record a decision", *GOING_ON, "Forget for good"]
SKILLS = "Not enough of a skill this role needs"
MOMENT = timedelta(seconds=30)
FOREVER = 1000  # more calls than any story makes


def way_for(database_url: str) -> Way:
    """Each story runs on both pairs: Socket Mode with SQLite, signed HTTP with PostgreSQL."""
    return "http" if database_url.startswith("postgresql") else "socket"


@dataclass(frozen=True)
class Role:
    """An opened role: its key and the name of its channel."""

    key: str
    channel: str


async def rest(playground: Playground, span: timedelta = MOMENT) -> None:
    """Lets `span` pass on the moved clock; the bot does what falls due on the way."""
    await playground.move_by(span)


async def at(playground: Playground, who: str, wall: str) -> None:
    """Lets time pass until this person's clock shows `wall`, and a moment more."""
    zone = ZoneInfo(playground.person(who).human.zone)
    await playground.move_to(datetime.fromisoformat(wall).replace(tzinfo=zone))
    await rest(playground)


async def fill_open(
    playground: Playground, title: str, *, by: str = "Rita", manager: str = "Hal", backup: str | None = None
) -> None:
    """The modal of `/req open`, submitted; the channel is yet to come."""
    recruiter = playground.person(by)
    said = await recruiter.command(f"/req open {title}")
    assert said.ok, said
    done = await recruiter.submit(
        {"Hiring manager": manager} if backup is None else {"Hiring manager": manager, "Backup decider": backup}
    )
    assert done.ok, done
    assert done.closed


async def open_role(
    playground: Playground,
    title: str = "Senior Data Engineer",
    *,
    by: str = "Rita",
    manager: str = "Hal",
    backup: str | None = None,
) -> Role:
    """A role with its channel, its card pinned."""
    before = set(playground.workspace.conversations)
    await fill_open(playground, title, by=by, manager=manager, backup=backup)
    await rest(playground)
    (made,) = [each for each in private_channels(playground) if each.id not in before]
    return Role("-".join(made.name.split("-")[:2]).upper(), made.name)


async def submit_candidate(
    playground: Playground, role: Role, name: str = "Ada Marlowe", *, by: str = "Rita", **more: str
) -> None:
    """The modal of `/candidate post`, submitted; the card is yet to come."""
    person = playground.person(by)
    said = await person.command("/candidate post", role.channel)
    assert said.ok, said
    labels = {"case": "Why this person?", "email": "E-mail", "link": "Profile link", "place": "Place and time zone"}
    answers = {labels.get(key, key): value for key, value in {"case": "Built the same twice.", **more}.items()}
    done = await person.submit({"Name": name, **answers})
    if person.view is not None and not done.errors:  # the must-haves, or something pointed out: as it stands
        done = await person.submit({})
    assert done.ok, done
    assert done.closed


async def post_candidate(
    playground: Playground, role: Role, name: str = "Ada Marlowe", *, by: str = "Rita", **more: str
) -> SeenMessage:
    """A candidate put forward; gives back the card as it stands in the channel."""
    await submit_candidate(playground, role, name, by=by, **more)
    await rest(playground)
    return cards(playground, role, by)[-1]


async def reject(
    playground: Playground, card: SeenMessage, *, by: str = "Hal", evidence: str = "No streaming work."
) -> None:
    """A rejection with its reason; the card is yet to change."""
    person = playground.person(by)
    said = await person.click(REJECT, message=card)
    assert said.ok, said
    done = await person.submit({"What is missing?": SKILLS, "What did you see or not see?": evidence})
    assert done.ok, done
    assert done.closed


def private_channels(playground: Playground) -> list[Conversation]:
    return [each for each in playground.workspace.conversations.values() if each.kind == "private"]


def bots_own(conversation: Conversation) -> list[Message]:
    """What the bot wrote there, oldest first, without what Slack wrote for it."""
    return [each for each in conversation.messages.values() if each.user == BOT_USER and each.subtype is None]


def in_channel(playground: Playground, role: Role) -> list[Message]:
    found = playground.workspace.find(role.channel)
    assert found is not None, f"there is no channel {role.channel}"
    return bots_own(found)


def cards(playground: Playground, role: Role, reader: str = "Rita") -> list[SeenMessage]:
    """The candidates' cards, oldest first: the messages that are neither the role's own card nor an answer."""
    seen = playground.person(reader).messages(role.channel)
    return [each for each in seen if each.text.startswith("Candidate ") and each.user == BOT_USER]


def role_card(playground: Playground, role: Role, reader: str = "Rita") -> SeenMessage:
    (pinned,) = [each for each in playground.person(reader).messages(role.channel) if each.pinned]
    return pinned


def again(playground: Playground, card: SeenMessage, reader: str = "Rita") -> SeenMessage:
    """The same message as it reads now."""
    (found,) = [each for each in playground.person(reader).messages(card.channel) if each.ts == card.ts]
    return found


def thread(playground: Playground, card: SeenMessage, reader: str = "Rita") -> list[str]:
    """What was answered under a card."""
    return [each.all_text for each in playground.person(reader).thread(card)]


def direct(playground: Playground, who: str) -> list[SeenMessage]:
    """What the bot wrote to somebody directly."""
    return [each for each in playground.person(who).messages(dm=True) if each.user == BOT_USER]


def calls(playground: Playground, method: str) -> list[dict[str, Any]]:
    """The arguments of every call of a method, in order."""
    return [call.arguments for call in playground.ledger if call.method == method]


def errors(playground: Playground) -> set[str]:
    """Every error Slack answered with, response_urls included."""
    answers = [call.response for call in playground.ledger if call.response is not None]
    return {str(answer["error"]) for answer in answers if not answer.get("ok")}


def sound(playground: Playground) -> None:
    """Slack took everything that was said: no block refused, nothing silently ignored."""
    assert playground.complaints == []
    refused = errors(playground) & {"invalid_blocks", "invalid_arguments", "missing_scope", "no_text", "msg_too_long"}
    assert refused == set(), [call for call in playground.ledger if (call.response or {}).get("error") in refused]


def told_at(playground: Playground, who: str, zone: str | None = None) -> list[str]:
    """When the bot wrote to somebody directly, by their own clock: *Mon 1 Jun 09:30*. `zone`: where they were then."""
    here = ZoneInfo(zone or playground.person(who).human.zone)
    found = [each.when.astimezone(here) for each in direct(playground, who)]
    return [f"{each:%a} {each.day} {each:%b %H:%M}" for each in found]


async def outbox(database: Database, kind: str = "") -> list[models.OutboxRow]:
    """The outbox's rows of a kind (all, where none is named), oldest first."""
    row = models.OutboxRow
    async with database.read() as session:
        found = await session.scalars(select(row).where(row.kind.startswith(kind)).order_by(row.id))
        return list(found)


async def table(database: Database, model: type[models.Base]) -> Sequence[Any]:
    """Every row of a table."""
    async with database.read() as session:
        return list(await session.scalars(select(model)))


async def all_sent(database: Database) -> None:
    """Nothing is left to send, and nothing was given up."""
    left = [(row.kind, row.state, row.error) for row in await outbox(database) if row.state not in ("done", "dropped")]
    assert left == []


async def help_on(database: Database, person: str, *keys: str) -> None:
    """Makes somebody a helper on these roles, by their keys; Slack has told the bot of them before."""
    row = models.Requisition
    async with database.begin() as session:
        found = await session.scalars(select(row).where(row.number.in_([int(key.split("-")[1]) for key in keys])))
        for role in list(found):
            who = {"workspace": role.workspace, "requisition_id": role.id, "person": person, "role": Part.HELPER}
            session.add(models.RequisitionPerson(**who, since=MONDAY))


def told(reply: Reply) -> str:
    """What the person alone was told; fails where the bot took nothing or said nothing."""
    assert reply.ok, reply
    assert reply.text, "nothing was said"
    return reply.text
