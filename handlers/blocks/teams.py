"""How a team reads: who is on a role and does what, the modal that changes it, and the one that hands a seat over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.blocks.text import escape, listed, mention, quote
from storage.rules.duties import MOST_HELPERS, Duty
from storage.rules.rights import Role

if TYPE_CHECKING:
    from storage.requisitions import Requisition
    from storage.teams import Team

SEATS = {Role.RECRUITER: "recruiter", Role.MANAGER: "hiring manager"}


def duty(each: Duty) -> str:
    """*Candidate messages*."""
    return each.value[:1].upper() + each.value[1:]


def modal(team: Team, metadata: str) -> Block:
    """Everybody on a role and one name for each duty; fields for those who may change it."""
    role = team.requisition
    blocks = [kit.section(f"*{quote(f'{role.key} · {role.title}', 120)}*"), kit.section(_seats(team))]
    if not team.may_change:
        names = "\n".join(f"{duty(each)}: {mention(person)}" for each, person in team.duties.items())
        blocks.append(kit.section(f"*Who does what*\n{names}"))
        return kit.modal(ids.VIEW_TEAM, f"Team of {role.key}", blocks, close="Close", metadata=metadata)
    blocks += [
        kit.field("helpers", "Helpers", _several(role.helpers), optional=True, hint="May post and answer too."),
        kit.field(
            "backup",
            "Backup decider",
            _one(role.backup),
            optional=True,
            hint="May decide when the hiring manager cannot.",
        ),
        kit.divider(),
        kit.context(
            "One name for each duty. Proposed are the recruiter and the hiring manager; the card shows only what "
            "differs. Whoever is new is invited to the channel and sees the role and its candidates."
        ),
        *(kit.field(each, duty(each), _one(person)) for each, person in team.duties.items()),
    ]
    return kit.modal(ids.VIEW_TEAM, f"Team of {role.key}", blocks, submit="Save", metadata=metadata)


def _seats(team: Team) -> str:
    role = team.requisition
    lines = [f"*Hiring manager* {mention(role.manager)}", f"*Recruiter* {mention(role.recruiter)}"]
    if not team.may_change:
        lines.append(f"*Backup decider* {mention(role.backup) if role.backup else '–'}")
        lines.append(f"*Helpers* {listed([mention(each) for each in role.helpers]) or '–'}")
    if team.stand_ins:
        here = listed([mention(each) for each in team.stand_ins])
        lines.append(f"*Also here* {here}: for a duty, or in for somebody")
    if team.may_change:
        lines.append(f"Another hiring manager or recruiter: `/req hand {role.key}`.")
    return "\n".join(lines)


def _one(person: str | None) -> Block:
    return kit.person() | ({"initial_user": person} if person else {})


def _several(people: tuple[str, ...]) -> Block:
    element: Block = {
        "type": "multi_users_select",
        "placeholder": kit.plain("Choose people"),
        "max_selected_items": MOST_HELPERS,
    }
    return element | ({"initial_users": list(people)} if people else {})


def otherwise(duties: dict[Duty, str], names: dict[str, str]) -> str:
    """*Sourcing Bo · Onboarding Maya*: what differs from the proposal, for the card."""
    return " · ".join(f"{duty(each)} {escape(names.get(person, 'somebody'))}" for each, person in duties.items())


# --- handing a seat over


def hand_modal(role: Requisition, seats: list[Role], first: Role, metadata: str) -> Block:
    """The modal that hands one of the two seats over."""
    options = [kit.option(SEATS[seat][:1].upper() + SEATS[seat][1:], seat) for seat in seats]
    return kit.modal(
        ids.VIEW_HAND_ROLE,
        f"Hand {role.key} over",
        [
            kit.section(
                f"*{quote(f'{role.key} · {role.title}', 120)}*\nHiring manager {mention(role.manager)} · recruiter "
                f"{mention(role.recruiter)}"
            ),
            kit.field("seat", "Which seat?", kit.select(options, initial=first)),
            kit.field("to", "To whom?", kit.person(), hint="They are invited to the channel."),
            kit.context(
                "What waits on whoever sits there now goes along, with the whole promise ahead. A new hiring manager "
                "is asked to sign the brief; nothing stops meanwhile. Both hear of it in the channel."
            ),
        ],
        submit="Hand over",
        metadata=metadata,
    )


def handed(
    role: Requisition, seat: Role, leaver: str, to: str, version: int | None, *, stays_in_channel: bool
) -> tuple[str, list[Block]]:
    """That a seat has somebody else, to both, in the role's channel. `version`: the brief they are asked to sign;
    `stays_in_channel`: whoever left reads on there, though they are nothing on the role any more."""
    as_ = SEATS[seat]
    said = (
        f"{mention(to)} is the {as_} of {role.key} now, in place of {mention(leaver)}. What waited on them goes along, "
        "with the whole promise ahead."
    )
    if version is not None:
        said += f" {mention(to)}, *Brief* on the card shows whom you look for: please sign v{version} when you agree."
    still = (
        f"{mention(leaver)} still reads this channel: please leave it where you need it no more, as I take nobody out."
    )
    more = [kit.context(still)] if stays_in_channel else []
    return escape(f"{role.key} {role.title}: another {as_}"), [kit.section(said), *more]
