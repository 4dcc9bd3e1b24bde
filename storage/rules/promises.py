"""Promises: how soon each kind of ask is answered when the two have not agreed otherwise."""

from __future__ import annotations

from enum import StrEnum

from storage.rules.calendars import WORKING_DAY


class Kind(StrEnum):
    """What one person owes another."""

    REVIEW = "review_profile"
    CONTACT = "contact_candidate"
    OUTCOME = "tell_outcome"
    CHECK_IN = "check_in"


class Escalation(StrEnum):
    """What happens a full promise past the due time."""

    BACKUP_MAY_ANSWER = "backup"
    HELPER_TOLD = "helper"
    LAPSES_WHEN_DUE = "lapses"


# Working seconds of the owner. Source: the product's table of default promises.
PROMISES: dict[Kind, int] = {
    Kind.REVIEW: 1 * WORKING_DAY,
    Kind.CONTACT: 1 * WORKING_DAY,
    Kind.OUTCOME: 2 * WORKING_DAY,
    Kind.CHECK_IN: 1 * WORKING_DAY,
}
ESCALATIONS: dict[Kind, Escalation] = {
    Kind.REVIEW: Escalation.BACKUP_MAY_ANSWER,
    Kind.CONTACT: Escalation.HELPER_TOLD,
    Kind.OUTCOME: Escalation.HELPER_TOLD,
    Kind.CHECK_IN: Escalation.LAPSES_WHEN_DUE,
}
