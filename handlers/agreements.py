"""Working agreements: proposed, accepted or answered with other terms; on a page of their own, or with the brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.blocks import agreement_messages as messages
from handlers.blocks import agreements as blocks
from handlers.blocks import brief_card, kit, refusals
from handlers.door import metadata, number, subject
from handlers.replies import Done, Errors, Open, Reply, Update
from handlers.steps import Moot, Post, Repaint, Step
from handlers.visit import Visit
from storage import agreements, asks, cards, drafts, people, requisitions
from storage.agreements import Agreement, Proposal
from storage.cards import CardKind
from storage.drafts import Draft
from storage.outbox import Row
from storage.people import Person
from storage.refusals import Refused, Why
from storage.requisitions import Requisition
from storage.rules.agreements import KINDS, MOST_PROFILES, Term, Terms
from storage.rules.promises import MOST_HALF_DAYS
from storage.versions import Brief

_CARD, _MESSAGE = "card", "message"
_MISSING = "Choose how soon."
_VIEW = ("type", "callback_id", "title", "submit", "close", "private_metadata")
_MOVED = " Other terms were put on the table meanwhile, so you accepted none: *Brief* shows them."


# --- a page of its own


async def open_(visit: Visit) -> Reply:
    """The line's button on the page of sections (`value` is the requisition's id)."""
    draft = await _look(visit, number(visit.value))
    waiting = draft.agreement.waits_on(visit.person.id)
    if waiting is None:
        return _shown(visit, _form(visit, draft))
    key = metadata("", visit.response_url)
    return _shown(
        visit,
        blocks.answer(draft.requisition, draft.agreement, waiting, draft.people, visit.person, draft.shortlist_on, key),
    )


async def others(visit: Visit) -> Reply:
    """*Propose others* (`value` is the requisition's id)."""
    return _shown(visit, _form(visit, await _look(visit, number(visit.value))))


async def accept(visit: Visit) -> Reply:
    """*Accept* (`value` is the proposal's id)."""

    async def verb(session: AsyncSession) -> int:
        await agreements.accept(session, visit.person, number(visit.value), at=visit.now)
        found = await agreements.find(session, visit.person.workspace, number(visit.value))
        return found.requisition_id if found else -1

    requisition_id = await visit.save(verb)
    return await _after(visit, requisition_id, "The working agreement holds now.") if _in_modal(visit) else Done()


async def submit(visit: Visit) -> Reply:
    """The form: proposes its terms, or keeps them where nobody else is asked."""
    requisition, begun, shown = [*subject(visit).split("."), "", "", ""][:3]
    if errors := wrong(visit):
        return Errors(errors)
    terms, why = _terms(visit), visit.typed(blocks.WHY)
    try:
        now = await visit.save(
            lambda session: agreements.propose(
                session, visit.person, number(requisition), terms, over=number(shown), why=why, at=visit.now
            )
        )
    except Refused as refused:
        if refused.why is Why.AGREEMENT_UNCHANGED:
            return Errors({blocks.field_name(KINDS[0]): refusals.words(refused, visit.zone, visit.now)})
        if refused.why is not Why.AGREEMENT_MOVED_ON:
            raise
        draft = await _look(visit, number(requisition))
        came = blocks.moved_on(draft.agreement, draft.people, visit.person)
        return Update(_form(visit, draft, begun=begun, terms=terms, why=why, said=came))
    if begun != _CARD:
        return Done(clears=True)
    said = "Your terms are proposed." if now.waiting else "The working agreement holds now."
    return await _after(visit, number(requisition), said)


async def _look(visit: Visit, requisition_id: int) -> Draft:
    draft = await visit.read(lambda session: drafts.look(session, visit.person, requisition_id))
    if not draft.requisition.is_live:
        raise Refused(Why.CLOSED, key=draft.requisition.key, status=draft.requisition.status)
    return draft


def _form(
    visit: Visit, draft: Draft, *, begun: str = "", terms: Terms | None = None, why: str = "", said: str = ""
) -> kit.Block:
    begun = begun or (_CARD if _in_modal(visit) else _MESSAGE)
    key = metadata(f"{draft.requisition.id}.{begun}.{draft.agreement.shown}", visit.response_url)
    return blocks.form(
        draft.requisition,
        draft.agreement,
        draft.people,
        visit.person,
        draft.shortlist_on,
        key,
        terms=terms,
        why=why,
        said=said,
    )


async def _after(visit: Visit, requisition_id: int, said: str) -> Reply:
    draft = await visit.read(lambda session: drafts.look(session, visit.person, requisition_id))
    return Update(brief_card.card(draft, visit.person, metadata("", visit.response_url), said))


def _in_modal(visit: Visit) -> bool:
    return visit.view is not None and visit.view.get("type") == "modal"


def _shown(visit: Visit, view: kit.Block) -> Reply:
    """In the modal a button was pressed in, else as one of its own."""
    return Update(view) if _in_modal(visit) else Open(view)


# --- what is typed


def wrong(visit: Visit) -> dict[str, str]:
    """What of the terms cannot be, in words by field."""
    errors = {}
    for kind in KINDS:
        name = blocks.field_name(kind)
        if visit.has(name) and not 1 <= number(visit.chosen(name) or "") <= MOST_HALF_DAYS:
            errors[name] = _MISSING
    name = blocks.field_name(Term.PROFILES)
    if visit.typed(name) and not 1 <= number(visit.typed(name)) <= MOST_PROFILES:
        errors[name] = f"A whole number from 1 to {MOST_PROFILES}, or nothing."
    return errors


def _terms(visit: Visit) -> Terms:
    """The terms in a form's fields, of which nothing is `wrong`."""
    profiles = visit.typed(blocks.field_name(Term.PROFILES))
    return Terms(
        {kind: number(visit.chosen(blocks.field_name(kind)) or "") for kind in KINDS},
        blocks.is_fortnightly(visit.chosen(blocks.field_name(Term.CHECK_INS))),
        number(profiles) if profiles else None,
        visit.chosen(blocks.field_name(Term.CHANNEL)) == "yes",
    )


# --- with the brief


@dataclass(frozen=True)
class Said:
    """What a screen of the brief says of the terms: these, or (None) those it shows; and over what it was shown."""

    terms: Terms | None
    why: str
    over: int


def said(visit: Visit) -> Said | None:
    """What the submitted screen says of the terms; None where it does not ask. Its subject ends in what
    `Agreement.shown` was."""
    if not visit.asks(blocks.NOTE):
        return None
    is_open = visit.has(blocks.field_name(KINDS[0]))
    over = number(subject(visit).rpartition(".")[2])
    return Said(_terms(visit) if is_open else None, visit.typed(blocks.WHY), over)


async def settle(
    session: AsyncSession, person: Person, role: Requisition, brief: Brief, said: Said | None, *, at: datetime
) -> str:
    """Proposes or accepts what was said along with a version that was just proposed or signed, in the same transaction;
    gives back what is to be known of it. Whoever is asked to sign reads the terms there, and the message that a version
    holds says what was agreed with it. Refused where terms were chosen over others than are on the table."""
    if said is None:
        return ""
    now = await agreements.look(session, role)
    waiting = now.waits_on(person.id)
    if said.over != now.shown and said.terms is not None:
        raise Refused(Why.AGREEMENT_MOVED_ON, key=role.key)
    if said.over != now.shown:
        return _MOVED
    terms = said.terms or now.newest
    holds = brief.is_signed and brief.signed_at == at and brief.object_until is None
    tells = not holds if waiting and waiting.terms == terms else not brief.waits_for
    try:
        await agreements.propose(session, person, role.id, terms, over=said.over, why=said.why, at=at, tells=tells)
    except Refused as refused:
        if refused.why is not Why.AGREEMENT_UNCHANGED:
            raise
    return ""


async def here(visit: Visit) -> Reply:
    """*Propose others* on a screen of the brief: the same screen, with the terms' fields in it (`value` is the
    requisition's id)."""
    return _opened(visit, await _look(visit, number(visit.value)))


async def again(visit: Visit, requisition_id: int) -> Reply:
    """The submitted screen once more, with the terms now on the table above those that were chosen over others."""
    draft = await _look(visit, requisition_id)
    return _opened(visit, draft, said(visit), blocks.moved_on(draft.agreement, draft.people, visit.person))


def _opened(visit: Visit, draft: Draft, chosen: Said | None = None, came: str = "") -> Reply:
    """The screen with the terms' fields in it, as `chosen` or else as on the table, below what `came` in between."""
    if visit.view is None:
        return Done()
    role, agreement = draft.requisition, draft.agreement
    press = str(visit.view["submit"]["text"])
    terms, why = (chosen.terms, chosen.why) if chosen else (None, "")
    shown: list[kit.Block] = []
    for block in visit.view["blocks"]:
        name = str(block.get("block_id"))
        if name == blocks.TERMS:
            shown += [kit.section(came) | {"block_id": blocks.CAME}] if came else []
            shown += blocks.on_screen(
                role, agreement, draft.people, visit.person, press=press, open_=True, terms=terms, why=why
            )
        elif name not in (blocks.NOTE, blocks.CAME) and not blocks.is_field(name):
            shown.append(block)  # a second press finds the fields there already
    key = f"{subject(visit).rpartition('.')[0]}.{agreement.shown}"
    kept = {name: visit.view[name] for name in _VIEW if visit.view.get(name)}
    return Update(kept | {"blocks": shown, "private_metadata": metadata(key, visit.response_url)})


# --- what stands in Slack


async def proposed(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """What one proposes, to the other. Moot where it was answered before that was said."""
    found = await _message(session, row)
    if found is None:
        return None
    role, proposal, message = found
    step = Post(role.channel or "", *message, card=(CardKind.AGREEMENT, proposal.id))
    return step if proposal.is_waiting else Moot(step)


async def repaint(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """The same message once it is answered."""
    found = await _message(session, row)
    place = await cards.find(session, row.workspace, CardKind.AGREEMENT, int(row.ids["proposal"]))
    return Repaint(place, *found[2]) if found and place else None


async def _message(session: AsyncSession, row: Row) -> tuple[Requisition, Proposal, tuple[str, list[kit.Block]]] | None:
    found = await _found(session, row)
    if found is None:
        return None
    role, proposal, now, known = found
    was = await agreements.before(session, proposal, row.workspace)
    return role, proposal, messages.proposed(role, proposal, was, now.usual, known)


async def agreed(session: AsyncSession, row: Row, now: datetime) -> Step | None:
    """That both agree, to whoever waited for it."""
    found = await _found(session, row)
    if found is None:
        return None
    role, proposal, _, known = found
    return Post(role.channel or "", *messages.agreed(role, proposal, known))


async def _found(session: AsyncSession, row: Row) -> tuple[Requisition, Proposal, Agreement, dict[str, Person]] | None:
    proposal = await agreements.find(session, row.workspace, int(row.ids["proposal"]))
    role = await requisitions.get(session, row.workspace, proposal.requisition_id) if proposal else None
    if proposal is None or role is None or not role.channel:
        return None
    on = [role.recruiter, role.manager, proposal.proposed_by, proposal.accepted_by]
    return role, proposal, await agreements.look(session, role), await people.named(session, row.workspace, on)


async def overdue(session: AsyncSession, row: Row, now: datetime) -> Step | Moot | None:
    """That something waits a full promise too long, where the two agreed that the channel hears of it; not if it was
    answered meanwhile."""
    ask = await asks.get(session, row.workspace, int(row.ids["ask"]))
    role = await requisitions.get(session, row.workspace, ask.requisition_id) if ask else None
    if ask is None or role is None or not role.channel:
        return None
    step = Post(role.channel, *messages.overdue(role, asks.value(ask).kind, stands_in=bool(row.ids["stands_in"])))
    return step if ask.state == "open" else Moot(step)
