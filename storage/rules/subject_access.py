"""What is handed out of what is held on a candidate, column by column, and what is left out, and why.

Source: GDPR art. 15(1), (3) and (4); UK GDPR the same. Not legal advice.
"""

from __future__ import annotations

# What is handed out: table → its heading and its columns, in words. A test holds this and LEFT_OUT to every column of
# every table that hangs on a candidate, so that a new one is decided on.
HELD: dict[str, tuple[str, dict[str, str]]] = {
    "candidates": (
        "Who you are",
        {
            "name": "name",
            "email": "e-mail",
            "profile_url": "profile",
            "present_role": "present role",
            "place": "place",
            "source": "how you were found",
            "created_at": "first entered",
            "privacy_on": "told what is kept on",
            "held_at": "kept for a legal claim since",
        },
    ),
    "submissions": (
        "Where you were put forward",
        {
            "role": "role",
            "number": "candidate number there",
            "stage": "stage",
            "disposition": "how it ended",
            "posted_at": "put forward",
            "ended_at": "ended",
            "withdrawn_from": "withdrew in stage",
            "offer_by": "another offer to be answered by",
            "source": "how you were found this time",
            "retain_at": "kept at least until this is looked at again",
        },
    ),
    "candidate_texts": ("What was written about you", {"kind": "kind", "text": "words", "written_at": "written"}),
    "posted_evidence": (
        "What was said of each thing the role needs",
        {"criterion": "what the role needs", "seen": "seen"},
    ),
    "stays": ("Stages you were in", {"stage": "stage", "since": "from", "until": "until"}),
    "decisions": (
        "What was decided",
        {
            "verdict": "decision",
            "disposition": "reason",
            "from_stage": "in stage",
            "decided_at": "decided",
            "undone_at": "taken back",
            "final_at": "final",
            "superseded_at": "decided again from",
        },
    ),
    "interviews": ("Interviews", {"state": "state", "starts_at": "begins", "minutes": "minutes"}),
    "interviewers": (
        "What interviewers recommended",
        {"recommendation": "recommendation", "handed_in_at": "handed in"},
    ),
    "scorecard_marks": (
        "Marks from interviews, 1 to 4",
        {"criterion": "number of what the role needs (0: as a whole)", "mark": "mark"},
    ),
    "offers": (
        "Offers to you",
        {
            "state": "state",
            "proposed_at": "proposed",
            "approved_at": "approved",
            "made_on": "made",
            "answer_by": "to be answered by",
            "answered_at": "answered",
            "starts_on": "start",
        },
    ),
    "hire_answers": (
        "How it went after your start",
        {"day": "days in", "side": "asked of", "going": "answer", "answered_at": "answered"},
    ),
    "celebrations": ("Whether your name may be said on joining", {"may_name": "may be said"}),
    "originals": ("The message you were put forward from", {"permalink": "where", "created_at": "noted"}),
    "timeline": ("What happened", {"at": "when", "kind": "what"}),
}

_KEY, _COLLEAGUE = "a key of ours, by which rows find each other", "which colleague it was: their data, not yours"
_PLAN = "when this program does its next step"
_SLACK = "where a message stands in Slack"
# Table, or table and column → why it is not handed out.
LEFT_OUT: dict[str, str] = {
    "asks": "what colleagues owe each other, and how long they take; what was asked stands among what was written",
    "balls": "whose turn it was among colleagues",
    "interview_focus": "which interviewer was to ask about what",
    "forgettings": "made when somebody is erased; then nothing is held any more",
    "candidates.erased_at": "made when somebody is erased; then nothing is held any more",
    "submissions.retain_warned_at": _PLAN,
    "decisions.undo_until": _PLAN,
    "decisions.recorded_at": "when a colleague wrote the decision down",
    "decisions.confirmed_at": "when a colleague confirmed what was written down",
    "decisions.criterion": "the number of what was missing; its words stand in the evidence",
    "posted_evidence.number": "its place in a list",
    "interviews.planned_at": "when a colleague planned it",
    "interviews.ended_at": _PLAN,
    "interviewers.step": _PLAN,
    "interviewers.due_at": _PLAN,
    "interviewers.told_at": _PLAN,
    "interviewers.turn": _PLAN,
    "interviewers.out_at": "when a colleague was taken off an interview",
    "offers.undo_until": _PLAN,
    "offers.check_day": _PLAN,
    "offers.check_at": _PLAN,
    "celebrations.channel": _SLACK,
    "celebrations.celebrate_at": _PLAN,
    "celebrations.celebrated_at": _PLAN,
    "originals.channel": _SLACK,
    "originals.ts": _SLACK,
    "timeline.facts": "keys of ours, and colleagues by id",
    **dict.fromkeys(
        (
            f"{table}.{column}"
            for table, columns in {
                "candidates": ("id", "workspace"),
                "submissions": ("id", "workspace", "requisition_id", "candidate_id", "origin", "forgetting_id"),
                "candidate_texts": ("id", "workspace", "candidate_id", "submission_id"),
                "posted_evidence": ("id", "workspace", "submission_id", "brief_id", "text_id"),
                "stays": ("id", "workspace", "requisition_id", "submission_id"),
                "decisions": (
                    *("id", "workspace", "requisition_id", "submission_id", "ask_id", "text_id", "brief_id"),
                ),
                "interviews": ("id", "workspace", "requisition_id", "submission_id", "brief_id", "origin"),
                "interviewers": ("id", "workspace", "interview_id", "ask_id"),
                "scorecard_marks": ("id", "workspace", "interview_id", "text_id"),
                "offers": (
                    *("id", "workspace", "requisition_id", "submission_id", "origin", "ask_id"),
                    *("terms_id", "reason_id"),
                ),
                "hire_answers": ("id", "workspace", "offer_id", "ask_id", "text_id"),
                "celebrations": ("id", "workspace", "requisition_id", "submission_id"),
                "originals": ("id", "workspace", "submission_id"),
                "timeline": ("id", "workspace", "requisition_id", "submission_id"),
            }.items()
            for column in columns
        ),
        _KEY,
    ),
    **dict.fromkeys(
        (
            *("candidates.held_by", "submissions.posted_by", "candidate_texts.written_by", "decisions.decided_by"),
            *("decisions.recorded_by", "decisions.told_to", "interviews.planned_by", "interviewers.person"),
            *("scorecard_marks.person", "offers.proposed_by", "offers.approved_by", "offers.answered_by"),
            *("hire_answers.person", "originals.author", "timeline.actor"),
        ),
        _COLLEAGUE,
    ),
}
# Why a claim is expected, and what colleagues did among themselves: not handed out, whether texts or what happened.
INTERNAL = {"legal_hold", "legal_hold_lifted", "snoozed", "reminded", "escalated", "handed_over"}
# What the reader is told of it, in four sentences.
SAID_OF_LEFT_OUT = (
    "Which colleague wrote, decided or marked something: that is their data. Ask, and you may be told.",
    "What colleagues owe each other and how long they take; keys and plans of the program.",
    "Scorecards, and answers on how a hire goes, that are not open yet: ask again once they are.",
    "Why data is kept for a legal claim, and roles that are confidential within the company where this was made for "
    "somebody who may not know of them; messages, files and systems outside this program.",
)
