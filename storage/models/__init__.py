"""Every table, in one import."""

from storage.models.asks import Ask, Gathered, Nudge
from storage.models.audit import AuditEntry, AuditHead
from storage.models.base import Base
from storage.models.blind import BlindAnswer, BlindRound
from storage.models.briefs import Brief, BriefChapter, BriefText, Criterion, Signature
from storage.models.calibrations import (
    Calibration,
    CalibrationAnswer,
    CalibrationCriterion,
    CalibrationNote,
    CalibrationPerson,
    CalibrationSample,
)
from storage.models.candidates import (
    Ball,
    Candidate,
    CandidateText,
    Decision,
    Original,
    PostedEvidence,
    Stay,
    Submission,
)
from storage.models.forgettings import Forgetting
from storage.models.installations import Installation
from storage.models.interviews import Interview, Interviewer, InterviewFocus, ScorecardMark
from storage.models.lessons import Celebration, Insight, Retrospective, TipTold
from storage.models.offers import HireAnswer, Offer
from storage.models.outbox import Card, Chart, Lane, OutboxRow
from storage.models.people import Absence, Person, Workspace
from storage.models.pulses import Pulse, PulseAsk, PulsePair
from storage.models.requisitions import (
    AgreedAction,
    Agreement,
    AgreementProposal,
    DutyName,
    Requisition,
    RequisitionPerson,
    TimelineEntry,
)
from storage.models.retention import Country, RoleLegalHold
from storage.models.rhythm import CheckIn, CheckInAnswer, Digest, DigestIssue

__all__ = [
    "Absence",
    "AgreedAction",
    "Agreement",
    "AgreementProposal",
    "Ask",
    "AuditEntry",
    "AuditHead",
    "Ball",
    "Base",
    "BlindAnswer",
    "BlindRound",
    "Brief",
    "BriefChapter",
    "BriefText",
    "Calibration",
    "CalibrationAnswer",
    "CalibrationCriterion",
    "CalibrationNote",
    "CalibrationPerson",
    "CalibrationSample",
    "Candidate",
    "CandidateText",
    "Card",
    "Celebration",
    "Chart",
    "CheckIn",
    "CheckInAnswer",
    "Country",
    "Criterion",
    "Decision",
    "Digest",
    "DigestIssue",
    "DutyName",
    "Forgetting",
    "Gathered",
    "HireAnswer",
    "Insight",
    "Installation",
    "Interview",
    "InterviewFocus",
    "Interviewer",
    "Lane",
    "Nudge",
    "Offer",
    "Original",
    "OutboxRow",
    "Person",
    "PostedEvidence",
    "Pulse",
    "PulseAsk",
    "PulsePair",
    "Requisition",
    "RequisitionPerson",
    "Retrospective",
    "RoleLegalHold",
    "ScorecardMark",
    "Signature",
    "Stay",
    "Submission",
    "TimelineEntry",
    "TipTold",
    "Workspace",
]
