"""Duties: one name for each, proposed by the chair somebody sits in. Source: the product's *Process* section."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from storage.rules.rights import Role

MOST_HELPERS = 10


class Duty(StrEnum):
    """What somebody on a role does, from the first search to the first day."""

    SOURCING = "sourcing"
    SCREENING = "screening"
    INTERVIEWING = "interviewing"
    MESSAGES = "candidate messages"
    DECISION = "decision"
    OFFER = "offer"
    ONBOARDING = "onboarding"


# Whom the bot proposes: the two who owe each other the search.
PROPOSED = {
    Duty.SOURCING: Role.RECRUITER,
    Duty.SCREENING: Role.RECRUITER,
    Duty.INTERVIEWING: Role.MANAGER,
    Duty.MESSAGES: Role.RECRUITER,
    Duty.DECISION: Role.MANAGER,
    Duty.OFFER: Role.RECRUITER,
    Duty.ONBOARDING: Role.MANAGER,
}


def proposal(recruiter: str, manager: str) -> dict[Duty, str]:
    """The name proposed for each duty."""
    return {duty: recruiter if role is Role.RECRUITER else manager for duty, role in PROPOSED.items()}


def differing(named: Mapping[Duty, str], recruiter: str, manager: str) -> dict[Duty, str]:
    """The names that are not what is proposed, in the order of the duties."""
    proposed = proposal(recruiter, manager)
    return {duty: named[duty] for duty in Duty if duty in named and named[duty] != proposed[duty]}
