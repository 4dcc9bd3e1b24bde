"""Rights: who may do what. This table is the only place; every verb asks it in the transaction that acts."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is to one requisition. MEMBER is every full member of the workspace, ADMINISTRATOR whoever runs the
    Slack workspace, TALENT_LEAD whom those named; none of them stands on a requisition."""

    MEMBER = "member"
    RECRUITER = "recruiter"
    HELPER = "helper"
    MANAGER = "manager"
    BACKUP = "backup"
    STAND_IN = "stand-in"  # took over an ask here
    INTERVIEWER = "interviewer"  # of one candidate, by a row of that interview: no part on the requisition
    ADMINISTRATOR = "administrator"
    TALENT_LEAD = "talent lead"


class Act(StrEnum):
    OPEN = "open a requisition"
    SEE = "see it and its candidates"
    POST = "post a candidate"
    DECIDE = "decide on a candidate"
    RECORD = "record a decision made elsewhere"
    MOVE = "move a candidate to another stage"
    WITHDRAW = "say that a candidate withdrew"
    INTERVIEW = "plan interviews and begin the debrief"
    SCORE = "hand in a scorecard"
    OFFER = "make a candidate an offer and say what came of it"
    FORGET = "forget a candidate"
    LEGAL_HOLD = "set or lift a legal hold on a candidate or a role"
    SUBJECT_ACCESS = "have everything that is held on a candidate made into files for them"
    PRIVACY_LOG = "read who forgot, held or exported whom"
    CLOSE = "close a requisition"
    TEAM = "say who is on a requisition and does what"
    HAND = "hand a requisition over"
    HOLD = "put a requisition on hold or reopen it"
    EDIT = "change a requisition's title, place, openings, target or details"
    BRIEF = "write and sign the brief"
    AGREE = "agree on how the two work together"
    DIGEST = "set a channel's digest"
    INSIGHT = "share what one knows of the market or the team"
    MEASURE = "see where the time went"
    GROUPS = "see response times of groups of three people and more"
    DEFAULTS = "set what holds for everybody here"
    HELP_WANTED = "see which requisitions need help"


RIGHTS: dict[Act, frozenset[Role]] = {
    Act.OPEN: frozenset({Role.MEMBER}),
    Act.SEE: frozenset({Role.RECRUITER, Role.HELPER, Role.MANAGER, Role.BACKUP, Role.STAND_IN}),
    Act.POST: frozenset({Role.RECRUITER, Role.HELPER}),
    Act.DECIDE: frozenset({Role.MANAGER, Role.BACKUP}),
    Act.RECORD: frozenset({Role.RECRUITER}),
    Act.MOVE: frozenset({Role.RECRUITER}),
    Act.WITHDRAW: frozenset({Role.RECRUITER, Role.HELPER}),
    Act.INTERVIEW: frozenset({Role.RECRUITER, Role.HELPER, Role.MANAGER, Role.BACKUP}),
    Act.SCORE: frozenset({Role.INTERVIEWER}),
    Act.OFFER: frozenset({Role.RECRUITER}),
    Act.FORGET: frozenset({Role.RECRUITER, Role.TALENT_LEAD}),  # before a statutory minimum only the latter
    Act.LEGAL_HOLD: frozenset({Role.TALENT_LEAD}),
    Act.SUBJECT_ACCESS: frozenset({Role.TALENT_LEAD}),
    Act.PRIVACY_LOG: frozenset({Role.TALENT_LEAD}),
    Act.CLOSE: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.TEAM: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.HAND: frozenset({Role.RECRUITER, Role.MANAGER}),  # and everybody on it, once whoever holds the seat has left
    Act.HOLD: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.EDIT: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.BRIEF: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.AGREE: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.DIGEST: frozenset({Role.MEMBER}),
    Act.INSIGHT: frozenset({Role.RECRUITER, Role.HELPER, Role.MANAGER, Role.BACKUP}),
    Act.MEASURE: frozenset({Role.RECRUITER, Role.MANAGER}),
    Act.GROUPS: frozenset({Role.MEMBER}),  # by rules/groups.py; never one person's
    Act.DEFAULTS: frozenset({Role.ADMINISTRATOR}),
    Act.HELP_WANTED: frozenset({Role.TALENT_LEAD}),  # keys and seats; never a candidate, nor a confidential role
}
# Undo belongs to whoever decided, or wrote it down for them; confirming that to whoever decided alone; answering an
# ask to whoever owes it (or took it over); approving a headcount never to whoever recruits. These are facts of a row,
# not of a role, so the verbs check them there.


def may(act: Act, roles: frozenset[Role]) -> bool:
    """Whether somebody with `roles` on a requisition may do `act`."""
    return not RIGHTS[act].isdisjoint(roles | {Role.MEMBER})
