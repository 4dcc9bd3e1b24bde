"""Requisitions: opened, listed, shown and closed, and the messages that stand in their channels."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import closing as closing_blocks
from handlers.blocks import kit, refusals, retention, shares
from handlers.blocks import last_time as last_time_blocks
from handlers.blocks import requisitions as blocks
from handlers.blocks.text import clean
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Words
from handlers.steps import Archive, Invite, MakeChannel, Moot, Pin, Post, Repaint, SetTopic, Step
from handlers.visit import Visit
from storage import balls, cards, closing, forgetting, last_time, overviews, people, requisitions, submissions
from storage.cards import CardKind
from storage.outbox import Row
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.balls import Holder
from storage.rules.briefs import must_haves
from storage.rules.realities import LONGEST_AGREED, MOST_AGREED

_KEY = re.compile(r"^(?:req)?[-\s#]*([0-9]{1,9})$", re.IGNORECASE)
_MOST_LISTED = 20


# --- which requisition is meant


def key_number(text: str) -> int | None:
    """The 12 of `REQ-12`, `req12`, `#12` or `12`; None for anything else."""
    match = _KEY.match(clean(text))
    return int(match[1]) if match else None


async def meant(session: AsyncSession, visit: Visit, text: str) -> Requisition:
    """The requisition a person means: by its key, else the one whose channel this is, else their only one.

    Refuses with the list of theirs where it is unknown, not theirs, or unclear.
    """
    if text:
        wanted = key_number(text)
        if wanted is None:
            yours = [role.key for role in await requisitions.mine(session, visit.person)]
            raise Refused(Why.NO_SUCH_REQUISITION, key=f"“{text[:40]}”", yours=yours)
        return await requisitions.by_number(session, visit.person, wanted)
    here = await requisitions.by_channel(session, visit.person, visit.channel) if visit.channel else None
    if here:
        return here
    mine = await requisitions.mine(session, visit.person)
    if len(mine) == 1:
        return mine[0]
    raise Refused(Why.WHICH_REQUISITION, yours=[role.key for role in mine])


async def role_meant(session: AsyncSession, visit: Visit) -> Requisition:
    """The requisition meant by what was typed, or the one a button belongs to (`value` is its id)."""
    return await meant(session, visit, visit.text) if not visit.value else await _by_id(session, visit)


# --- slash commands


async def list_(visit: Visit) -> Reply:
    """`/req list`"""

    async def query(session: AsyncSession) -> list[str]:
        mine = await requisitions.mine(session, visit.person)
        found = await overviews.of_each(session, visit.person.workspace, mine[:_MOST_LISTED])
        shown = [blocks.line(view.requisition, view, visit.person, visit.now) for view in found]
        if len(mine) > _MOST_LISTED:
            shown.append(f"… and {len(mine) - _MOST_LISTED} more: `/req show KEY` shows any of them.")
        return shown

    lines = await visit.read(query)
    if not lines:
        return Words(
            "You have no open requisitions. Open one with `/req open`, for example `/req open Senior Designer`."
        )
    text = f"Your open requisitions ({len(lines)})"
    return Words(text, [kit.section(f"*{text}*"), *(kit.section(line) for line in lines)])


async def show(visit: Visit) -> Reply:
    """`/req show [KEY]`, and the Show button in a list (`value` is then the requisition's id)."""

    async def query(session: AsyncSession) -> tuple[str, list[kit.Block]]:
        role = await meant(session, visit, visit.text) if not visit.value else await _by_id(session, visit)
        view = await overviews.of(session, role)
        text, shown = blocks.card(view, visit.now)
        if visit.person.id in (role.recruiter, role.manager):
            worked = await balls.on(session, visit.person, role, now=visit.now)
            names = {holder: holder.value.capitalize() for holder in Holder}
            names |= {Holder.MANAGER: view.people[role.manager].first_name}
            names |= {Holder.RECRUITER: view.people[role.recruiter].first_name}
            went = shares.where_it_went(worked, names)
            shown = [*shown, went] if went else shown
        return text, [*shown, retention.of_role(await forgetting.kept(session, role.workspace, role.id))]

    return Words(*await visit.read(query))


async def close(visit: Visit) -> Reply:
    """`/req close [KEY]`, and the card's Close button (`value` is then the requisition's id)."""

    async def query(session: AsyncSession) -> kit.Block:
        role = await meant(session, visit, visit.text) if not visit.value else await _by_id(session, visit)
        await closing.may_close(session, visit.person, role)
        live = [s for s in await submissions.of_requisition(session, role) if s.ended_at is None]
        names = await submissions.names(session, role.workspace, [s.id for s in live])
        shared = await closing.is_shared(session, role)
        return closing_blocks.modal(role, live, names, metadata(role.id, visit.response_url), shared=shared)

    return Open(await visit.read(query))


async def _by_id(session: AsyncSession, visit: Visit) -> Requisition:
    role = await requisitions.get(session, visit.person.workspace, number(visit.value))
    if role is None:
        raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
    return await requisitions.by_number(session, visit.person, role.number)


# --- submitted modals


async def submit_close(visit: Visit) -> Reply:
    """The modal of `/req close`."""
    outcome = visit.chosen("outcome")
    if outcome not in closing.OUTCOMES:
        return Errors({"outcome": "Say how it ended."})
    hired = frozenset(number(value) for value in visit.all_chosen("hired"))
    if hired and outcome != "filled":
        return Errors({"hired": "Somebody was hired, so the role is filled: choose Filled above, or clear this."})
    archive = "archive" in visit.all_chosen("channel")
    agreed = must_haves(visit.typed(last_time_blocks.NAME))
    if len(agreed) > MOST_AGREED:
        return Errors({last_time_blocks.NAME: f"These are {len(agreed)}. Keep the {MOST_AGREED} that matter most."})
    if any(len(each) > LONGEST_AGREED for each in agreed):
        return Errors({last_time_blocks.NAME: f"Keep each line within {LONGEST_AGREED} characters."})
    try:
        await visit.save(
            lambda session: closing.close(
                session,
                visit.person,
                number(subject(visit)),
                outcome=outcome,
                hired=hired,
                archive=archive,
                agreed=agreed,
                at=visit.now,
            )
        )
    except Refused as refused:
        if refused.why not in (Why.TOO_MANY_HIRED, Why.OFFERS_OUT):
            raise
        field = "hired" if refused.why is Why.TOO_MANY_HIRED else "outcome"
        return Errors({field: refusals.words(refused, visit.zone, visit.now)})
    return Done()


# --- what stands in Slack


def channel_name(role: Requisition) -> str:
    """`req-12-senior-data-engineer`: what Slack allows in a channel's name, 80 characters at most; `req-12` where the
    title is confidential."""
    if role.is_confidential:
        return f"req-{role.number}"
    ascii_title = unicodedata.normalize("NFKD", role.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")
    return f"req-{role.number}-{words}"[:80].strip("-") if words else f"req-{role.number}"


async def _role(session: AsyncSession, row: Row) -> Requisition | None:
    return await requisitions.get(session, row.workspace, int(row.ids["requisition"]))


async def make_channel(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The private channel of a requisition."""
    role = await _role(session, row)
    if role is None or role.channel:
        return None
    everybody = tuple(dict.fromkeys(filter(None, (role.recruiter, role.manager, role.backup, *role.helpers))))
    # A group direct message may have existed before: no place for what is confidential.
    return MakeChannel(role.id, channel_name(role), () if role.is_confidential else everybody)


async def invite(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """One person into the channel made for the role; whoever is in a group direct message is in, and others invite
    into their own channels."""
    role = await _role(session, row)
    if role is None or not role.channel or role.channel_kind != "channel":
        return None
    return Invite(role.channel, str(row.ids["person"]))


async def set_topic(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The topic of the channel made for the role; one that was there before keeps its own."""
    role = await _role(session, row)
    if role is None or not role.channel or role.channel_kind != "channel":
        return None
    named = f"{role.key}, confidential" if role.is_confidential else blocks.heading(role)
    return SetTopic(role.channel, f"{named}. /candidate post puts somebody forward.")


async def card(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The card, posted once."""
    role = await _role(session, row)
    if role is None or not role.channel:
        return None
    text, shown = blocks.card(await overviews.of(session, role), now)
    return Post(role.channel, text, shown, card=(CardKind.REQUISITION, role.id), join=role.is_shared)


async def pin(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The card, pinned."""
    place = await cards.find(session, row.workspace, CardKind.REQUISITION, int(row.ids["requisition"]))
    return Pin(place) if place else None


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The card, painted again."""
    role = await _role(session, row)
    place = await cards.find(session, row.workspace, CardKind.REQUISITION, int(row.ids["requisition"]))
    if role is None or place is None or role.archived_at is not None:
        return None  # not posted yet: posting it shows things as they stand then
    return Repaint(place, *blocks.card(await overviews.of(session, role), now))


async def closed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The message that says a role is closed."""
    role = await _role(session, row)
    if role is None or not role.channel or role.is_live:
        return None
    ended = await submissions.of_requisition(session, role)
    recruiter = await people.get(session, row.workspace, role.recruiter)
    agreed = await last_time.agreed_on_closing(session, role)
    return Post(role.channel, *closing_blocks.closed(role, ended, recruiter.zone, now, agreed))


async def vacant(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That whoever held a seat is gone, to whoever holds the other. Moot where somebody else sits there by now."""
    role = await _role(session, row)
    if role is None or not role.channel or not role.is_live:
        return None
    gone = await people.get(session, row.workspace, str(row.ids["person"]))
    other = role.manager if gone.id == role.recruiter else role.recruiter
    known = await people.get(session, row.workspace, other)
    step = Post(role.channel, *blocks.vacant_seat(role, gone, known if known.is_member else None))
    return Moot(step) if gone.is_member or gone.id not in (role.recruiter, role.manager) else step


async def archive(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The channel of a closed role, archived; kept where the role is open again by now, or others live there too."""
    role = await _role(session, row)
    if role is None or not role.channel or role.is_live or role.channel_kind != "channel":
        return None
    if role.archived_at is not None or await closing.is_shared(session, role):
        return None
    return Archive(role.id, role.channel)
