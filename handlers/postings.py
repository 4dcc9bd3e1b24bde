"""Putting somebody forward: from a command, a card or a message; checked at the field, asked back where worth it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import candidates as words
from handlers.blocks import kit
from handlers.blocks import postings as blocks
from handlers.blocks.kit import Block
from handlers.door import metadata, number, subject
from handlers.posting_form import findings, posting, typed_in, unsaid, wrong
from handlers.replies import Done, Errors, Open, Reply, Update, Words
from handlers.requisitions import role_meant
from handlers.typed import mark
from handlers.visit import Visit
from storage import candidates, cards, comebacks, evidence, people, requisitions, submissions
from storage.cards import CardKind
from storage.evidence import Wanted
from storage.originals import Original
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.rhythm import local_day
from storage.rules.rights import Act
from storage.submissions import Posting, Submission


@dataclass(frozen=True)
class Carried:
    """What the modal keeps between its screens: keys and marks, never authority. `told` are marks of what was pointed
    out already, `asked` the role whose must-haves the screen asks about, `original` the message it began with."""

    requisition: int = -1
    told: tuple[str, ...] = ()
    asked: int = -1
    original: tuple[str, str, str, str] | None = None  # channel, ts, author, permalink

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def carried(visit: Visit) -> Carried:
    """What the submitted modal carries; of nothing where it is nothing of ours."""
    try:
        found = json.loads(subject(visit))
        original = found["original"]
        return Carried(
            int(found["requisition"]),
            tuple(str(each) for each in found["told"]),
            int(found["asked"]),
            (str(original[0]), str(original[1]), str(original[2]), str(original[3])) if original else None,
        )
    except (ValueError, TypeError, KeyError, IndexError):
        return Carried()


# --- the modal


@dataclass(frozen=True)
class Scene:
    """What the modal is shown with: the role, or those to choose from, and what its must-haves are."""

    role: Requisition | None
    wanted: Wanted = field(default_factory=lambda: Wanted(None))
    roles: tuple[Requisition, ...] = ()
    gone: Person | None = None  # a hiring manager who is no full member here any more


async def scene(session: AsyncSession, visit: Visit, role: Requisition) -> Scene:
    """The scene of one role, for whoever may put somebody forward for it now."""
    await people.must(session, visit.person, Act.POST, role.id)
    await submissions.must_be_postable(session, role)
    manager = await people.get(session, role.workspace, role.manager)
    return Scene(role, await evidence.wanted(session, role), (), None if manager.is_member else manager)


async def post(visit: Visit) -> Reply:
    """`/candidate post [KEY]`, and the card's button (`value` is then the requisition's id)."""

    async def query(session: AsyncSession) -> Scene:
        return await scene(session, visit, await role_meant(session, visit))

    return Open(first(visit, await visit.read(query), Carried()))


def first(visit: Visit, scene: Scene, kept: Carried, typed: Mapping[str, str] | None = None) -> Block:
    """The first screen; `typed` is what stands in it already."""
    role = scene.role
    warned = [kit.context(blocks.nobody_decides(role, scene.gone))] if role and scene.gone else []
    kept = replace(kept, requisition=role.id if role else -1)
    return blocks.modal(
        role,
        metadata(kept.text(), visit.response_url),
        roles=scene.roles,
        typed=typed,
        more=bool(scene.wanted.criteria or scene.roles),
        head=warned,
    )


async def submit(visit: Visit) -> Reply:
    """The modal of `/candidate post`, either screen."""
    kept, typed = carried(visit), typed_in(visit)
    today = local_day(visit.zone, visit.now)
    errors = wrong(typed, today)
    requisition_id = kept.requisition if kept.requisition != -1 else number(typed["role"])
    if kept.requisition == -1 and requisition_id == -1:
        errors["role"] = "Choose the role."
    if errors:
        return Errors(errors)

    async def query(session: AsyncSession) -> tuple[Scene, int | None, tuple[Requisition, ...]]:
        role = await requisitions.get(session, visit.person.workspace, requisition_id)
        if role is None:
            raise Refused(Why.NO_SUCH_REQUISITION, key="That requisition", yours=[])
        shown = await scene(session, visit, role)
        roles = await mine(session, visit.person) if kept.requisition == -1 else ()
        return shown, await candidates.of_that_name(session, role, typed["name"]), roles

    there, alike, roles = await visit.read(query)
    if errors := unsaid(typed, there.wanted):
        return Errors(errors)
    found = findings(typed)
    told = {mark(f"{name} {each.words}") for name, all_ in found.items() for each in all_}
    told |= {mark(f"{alike} {typed['name']}")} if alike else set()
    screen = _Again(visit, kept, there if kept.requisition != -1 else replace(there, role=None, roles=roles), typed)
    asks_more = bool(there.wanted.criteria) and kept.asked != requisition_id
    if asks_more or not told <= set(kept.told):
        notes = {name: blocks.pointed_out(each) for name, each in found.items()}
        if alike:
            notes["name"] = blocks.same_name(alike)
        return screen.shown(replace(kept, told=tuple(sorted(told | set(kept.told))), asked=requisition_id), notes)
    return await _save(visit, screen, requisition_id, posting(typed, there.wanted, _original(kept)))


@dataclass(frozen=True)
class _Again:
    """The modal as it stands, to be shown again with more on it; Slack keeps what stands in its fields."""

    visit: Visit
    kept: Carried
    scene: Scene
    typed: Mapping[str, str]

    def shown(self, kept: Carried, notes: Mapping[str, str], head: tuple[Block, ...] = ()) -> Update:
        return Update(
            blocks.modal(
                self.scene.role,
                metadata(kept.text(), self.visit.response_url),
                roles=self.scene.roles,
                typed=self.typed,
                criteria=self.scene.wanted.criteria if kept.asked != -1 else (),
                notes=notes,
                head=head,
            )
        )


def _original(kept: Carried) -> Original | None:
    if kept.original is None:
        return None
    channel, ts, author, permalink = kept.original
    return Original(channel, ts, author or None, permalink)


async def _save(visit: Visit, screen: _Again, requisition_id: int, said: Posting) -> Reply:
    async def verb(session: AsyncSession) -> tuple[Submission, list[candidates.Earlier]]:
        made = await submissions.post(session, visit.person, requisition_id, said, origin=visit.origin, at=visit.now)
        return made, await candidates.earlier(session, made.workspace, made.id)

    try:
        made, earlier = await visit.save(verb)
    except Refused as refused:
        if refused.why is not Why.SAME_PERSON:
            raise
        return screen.shown(screen.kept, {}, tuple(await _there_already(visit, refused)))
    if not earlier:
        return Done()
    return Done(Words(f"Posted as {made.label}. {blocks.been_here(earlier)}"))


async def _there_already(visit: Visit, refused: Refused) -> list[Block]:
    facts = refused.facts
    submission = int(facts["submission"])

    async def query(session: AsyncSession) -> tuple[cards.Place | None, bool]:
        place = await cards.find(session, visit.person.workspace, CardKind.SUBMISSION, submission)
        try:
            await comebacks.may_reopen(session, visit.person, submission, at=visit.now)
        except Refused:
            return place, False
        return place, True

    place, ended = await visit.read(query)
    link = await visit.office.permalink(visit.person.workspace, place.channel, place.ts) if place else None
    stage = words.STAGES[facts["stage"]]
    return blocks.same_person(str(facts["key"]), int(facts["number"]), stage, submission, link, ended=ended)


async def reopen(visit: Visit) -> Reply:
    """*Reopen*, where somebody whose submission ended was to be put forward again."""
    done = await visit.save(lambda session: comebacks.reopen(session, visit.person, number(visit.value), at=visit.now))
    said = f"*{done.label}* is back in review, and the decider is asked on a fresh clock."
    return Update(kit.notice("Back in review", said, kept=visit.typed("case")))


async def mine(session: AsyncSession, person: Person) -> tuple[Requisition, ...]:
    """The roles this person may put somebody forward for now, by number."""
    return tuple(
        role
        for role in await requisitions.mine(session, person)
        if role.status in requisitions.POSTABLE and person.id in (role.recruiter, *role.helpers)
    )
