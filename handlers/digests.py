"""Digests: a channel hears of the open roles on the days and at the time somebody set."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import available_timezones

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import digest_form as form_blocks
from handlers.blocks import digests as blocks
from handlers.blocks.digest_form import Form, Offered
from handlers.blocks.kit import Block
from handlers.blocks.text import clean
from handlers.channels import NO_MESSAGE, no_digest
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.steps import Direct, Moot, Post, Step
from handlers.visit import Visit
from storage import digest_contents, digest_settings, digests, people, requisitions
from storage.digest_settings import Digest
from storage.outbox import Row
from storage.requisitions import Requisition
from storage.rules.digests import WHOLE, Reach, Scope, same_department
from storage.rules.places import zone_called, zones_near
from storage.rules.rhythm import next_occurrence

USAGE = (
    "`/samepage digest` sets this channel's digest, `/samepage digest off` stops it; typed to me, it lists those you "
    "may change. Days and one time a day are chosen in the form."
)


async def digest(visit: Visit) -> Reply:
    """`/samepage digest` sets this channel's digest; `/samepage digest off` stops it. Where there is no channel it
    lists the digests this person may change."""
    words, channel = clean(visit.text).lower(), visit.channel
    if words in ("off", "stop"):
        stopped = await visit.save(lambda session: digests.stop(session, visit.person, channel or "", now=visit.now))
        return Words("This channel's digest is stopped." if stopped else "This channel has no digest.")
    if words:
        return Words(USAGE)
    if channel and channel[:1] in "CG":
        return await _open(visit, None, channel)
    mine = await visit.read(lambda session: digest_settings.listed(session, visit.person))
    if not mine:
        return await _open(visit, None, None)
    roles = await visit.read(lambda session: _named(session, visit, mine))
    carried = metadata("digests", visit.response_url)
    return Open(blocks.overview(mine, roles, visit.zone, visit.now, carried))


async def _named(session: AsyncSession, visit: Visit, mine: list[Digest]) -> dict[int, Requisition]:
    """The roles these digests tell of one by one, without those that are confidential by now."""
    told = {each.scope.requisition_id for each in mine} - {None}
    found = await requisitions.named(session, visit.person.workspace, {each for each in told if each is not None})
    return {role.id: role for role in found.values() if not role.is_confidential}


async def again(visit: Visit) -> Reply:
    """*Change* and *Set again*: the form of a digest, or an empty one."""
    if visit.value == "new":
        return await _open(visit, None, None)
    mine = await visit.read(lambda session: digest_settings.listed(session, visit.person))
    found = next((each for each in mine if each.id == number(visit.value)), None)
    if found is None:
        return Words("That digest was stopped, or is not yours to change. `/samepage digest` in its channel sets it.")
    return await _open(visit, found, None)


async def _open(visit: Visit, found: Digest | None, channel: str | None) -> Reply:
    async def query(session: AsyncSession) -> Block:
        there = found
        if channel and not await digest_settings.barred(session, visit.person, channel):
            there = await digest_settings.of_channel(session, visit.person.workspace, channel)
        form = form_blocks.form_of(there, channel, visit.zone)
        carried = metadata(str(there.id) if there else "digest", visit.response_url)
        return await _painted(session, visit, form, carried)

    return Open(await visit.read(query))


async def preview(visit: Visit) -> Reply:
    """Something was changed: the form again, with the next issue as it would be."""
    return Update(await visit.read(lambda session: _painted(session, visit, _entered(visit), visit.metadata)))


async def _painted(session: AsyncSession, visit: Visit, form: Form, carried: str) -> Block:
    roles = await digests.offered(session, visit.person, form.channel or None)
    departments = sorted({role.details.department.strip() for role in roles} - {""}, key=str.casefold)
    return form_blocks.modal(form, Offered(departments, roles), await _preview(session, visit, form, roles), carried)


async def _preview(session: AsyncSession, visit: Visit, form: Form, roles: list[Requisition]) -> list[Block]:
    scope, wrong = _scope(form, roles)
    at, zone = _time(form.at), _zone(form.zone)
    wrong |= _wrong(form, at, zone)
    if wrong or scope is None or at is None or zone is None:
        return form_blocks.no_preview(list(wrong.values()))
    next_at = next_occurrence(zone, form.days, at, visit.now)
    channel = "" if await digest_settings.barred(session, visit.person, form.channel) else form.channel
    me = visit.person
    tried = Digest(0, me.workspace, channel, form.days, at, zone, me.id, next_at, scope)
    issue = await digest_contents.contents(session, tried, at=visit.now)
    return form_blocks.previewed(blocks.preview(issue), next_at, visit.zone, zone, visit.now)


async def submit(visit: Visit) -> Reply:
    """The modal of `/samepage digest`."""
    form = _entered(visit)
    roles = await visit.read(lambda session: digests.offered(session, visit.person, form.channel or None))
    scope, errors = _scope(form, roles)
    at, zone = _time(form.at), _zone(form.zone)
    errors |= _wrong(form, at, zone)
    if not form.channel or form.channel[:1] not in "CG":
        errors["channel"] = NO_MESSAGE
    elif await visit.read(lambda session: digest_settings.barred(session, visit.person, form.channel)):
        errors["channel"] = "You are not in that channel. Choose another."
    if errors:
        return Errors({name if visit.asks(name) else "reach": words for name, words in errors.items()})
    if words := await no_digest(visit, form.channel):
        return Errors({"channel": words})
    if scope is None or at is None or zone is None:
        raise LookupError("a digest without scope, time or zone")
    shown = number(subject(visit))

    async def verb(session: AsyncSession) -> Digest:
        return await digests.set_digest(
            session,
            visit.person,
            form.channel,
            days=form.days,
            at=at,
            zone=zone,
            scope=scope,
            instead_of=shown if shown > 0 else None,
            now=visit.now,
        )

    return Done(Words(blocks.set_words(await visit.save(verb), visit.zone, visit.now)), clears=True)


# --- what stands in the fields


def _entered(visit: Visit) -> Form:
    return Form(
        visit.chosen("channel") or "",
        visit.chosen("reach") or Reach.WORKSPACE,
        visit.chosen("department") or "",
        visit.chosen("requisition") or "",
        frozenset(int(day) for day in visit.all_chosen("days") if day in tuple("0123456")),
        visit.chosen("at") or "",
        visit.typed("zone"),
    )


def _scope(form: Form, roles: list[Requisition]) -> tuple[Scope | None, dict[str, str]]:
    """What it tells of, or why that cannot be, by field."""
    if form.reach == Reach.DEPARTMENT:
        known = any(same_department(form.department, role.details.department) for role in roles)
        if not form.department:
            return None, {"department": "Choose a department."}
        if not known:
            return None, {"department": "No open role is of that department. Choose another."}
        return Scope(Reach.DEPARTMENT, department=form.department), {}
    if form.reach == Reach.REQUISITION:
        chosen = number(form.requisition)
        if not form.requisition:
            return None, {"requisition": "Choose a role."}
        if chosen not in {role.id for role in roles}:
            return None, {"requisition": "That role is closed, or stands in its own channel only. Choose another."}
        return Scope(Reach.REQUISITION, requisition_id=chosen), {}
    return WHOLE, {}


def _wrong(form: Form, at: time | None, zone: str | None) -> dict[str, str]:
    wrong = {}
    if not form.days:
        wrong["days"] = "Choose at least one day."
    if at is None:
        wrong["at"] = "Choose a time."
    if zone is None:
        near = zones_near(form.zone)
        meant = f"Did you mean {' or '.join(near)}?" if near else "Write one such as Europe/Berlin, or a big city."
        wrong["zone"] = f"I know no such time zone. {meant}"
    return wrong


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def _zone(text: str) -> str | None:
    return zone_called(text) or (text if text in available_timezones() else None)


# --- what stands in Slack


async def post(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """One issue. Moot when what there was to say is gone."""
    issue = await digest_contents.written(session, row.workspace, int(row.ids["issue"]))
    if issue is None:
        return None
    set_by = await people.get(session, row.workspace, issue.digest.set_by)
    text, shown, pictures = blocks.message(issue, set_by.first_name)
    step = Post(issue.digest.channel, text, shown, pictures=pictures)
    return Moot(step) if issue.is_empty else step


async def paused(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """Whoever set a digest is told that its channel is out of reach. Moot once it was set again."""
    found = await digest_settings.get(session, row.workspace, int(row.ids["digest"]))
    if found is None:
        return None
    step = Direct(found.set_by, *blocks.paused(found))
    return step if found.paused_at else Moot(step)
