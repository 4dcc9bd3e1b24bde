"""Every table, in one import."""

from storage.models.asks import Ask, Gathered, Nudge
from storage.models.base import Base
from storage.models.briefs import Brief, BriefText, Signature
from storage.models.candidates import Ball, Candidate, CandidateText, Decision, Submission
from storage.models.outbox import Card, Lane, OutboxRow
from storage.models.people import Absence, Person, Workspace
from storage.models.requisitions import Agreement, Requisition, RequisitionPerson, TimelineEntry
from storage.models.rhythm import CheckIn, CheckInAnswer, Digest, DigestIssue

__all__ = [
    "Absence",
    "Agreement",
    "Ask",
    "Ball",
    "Base",
    "Brief",
    "BriefText",
    "Candidate",
    "CandidateText",
    "Card",
    "CheckIn",
    "CheckInAnswer",
    "Decision",
    "Digest",
    "DigestIssue",
    "Gathered",
    "Lane",
    "Nudge",
    "OutboxRow",
    "Person",
    "Requisition",
    "RequisitionPerson",
    "Signature",
    "Submission",
    "TimelineEntry",
    "Workspace",
]
