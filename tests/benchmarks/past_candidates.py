"""The rows of a long past as SQL of running numbers: candidates, with everything that happened to them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.past_rows import CLOSED, NOW, PER_ROLE, Stretch, answered, insert, moment


def candidates(is_sqlite: bool, past: Stretch) -> Iterator[str]:
    """Candidates who were put forward, reviewed, spoken to and told how it ended, with all that follows from that."""
    many, role, manager, recruiter = past.many, past.role, past.manager, past.recruiter
    submission = f"({past.first} + i)"

    def at(minutes: str = "0") -> str:
        return moment(is_sqlite, past.begin, f"i * {past.apart} + {minutes}")

    def choose(*values: str) -> str:
        return f"case k {' '.join(f'when {k} then {value}' for k, value in enumerate(values))} end"

    def id_of(k: str, each: int) -> str:
        return f"{past.first} + i * {each} + {k}"

    empty = "'{}'" if is_sqlite else "cast('{}' as json)"
    yield insert(
        "candidates", many, {"id": submission, "name": "'erased'", "created_at": at(), "erased_at": at("60000")}
    )
    yield insert(
        "submissions",
        many,
        {
            "id": submission,
            "requisition_id": role,
            "candidate_id": submission,
            "number": past.number,
            "stage": f"case i % {PER_ROLE} when 7 then 'hired' when 8 then 'withdrawn' else 'rejected' end",
            "disposition": "'skills'",
            "origin": f"'S' || {submission}",
            "posted_by": recruiter,
            "posted_at": at(),
            "ended_at": at("9000"),
            "source": "case i % 3 when 0 then 'Referral' when 1 then 'Search' end",
            "retain_at": f"case when i % 5 = 0 then {moment(is_sqlite, NOW, '100000')} end",
        },
    )
    yield insert(
        "candidate_texts",
        many,
        {
            "candidate_id": submission,
            "submission_id": submission,
            "kind": "'case'",
            "text": "'erased'",
            "written_by": recruiter,
            "written_at": at(),
        },
    )
    owner = choose(manager, recruiter, manager, recruiter)
    yield insert(
        "asks",
        many,
        {
            "id": id_of("k", 4),
            "requisition_id": role,
            "submission_id": submission,
            "kind": choose("'review_profile'", "'contact_candidate'", "'decide_after_debrief'", "'tell_outcome'"),
            "owner": owner,
            "asker": choose(recruiter, manager, recruiter, manager),
        }
        | answered(owner, at("k * 3000"), at("k * 3000 + 400")),
        each=4,
    )
    yield insert("gathered", many, {"id": submission, "person": manager, "window_at": at("100")})
    yield insert(
        "nudges",
        many,
        {
            "ask_id": id_of("0", 4),
            "person": manager,
            "rung": "1",
            "again": "0",
            "at": at("100"),
            "gathered_id": submission,
        },
    )
    yield insert(
        "decisions",
        many,
        {
            "requisition_id": role,
            "submission_id": submission,
            "ask_id": id_of("k * 2", 4),
            "verdict": choose("'approve'", "'reject'"),
            "disposition": choose("null", "'skills'"),
            "from_stage": choose("'review'", "'debrief'"),
            "decided_by": manager,
            "decided_at": at("k * 6000 + 400"),
            "undo_until": at("k * 6000 + 410"),
            "final_at": at("k * 6000 + 410"),
            "brief_id": f"case when {role} >= {CLOSED} then {role} end",
            "criterion": f"case when k = 1 and i % 2 = 0 and {role} >= {CLOSED} then 1 + i % 5 end",
        },
        each=2,
    )
    yield insert(
        "stays",
        many,
        {
            "requisition_id": role,
            "submission_id": submission,
            "stage": choose("'review'", "'interview'", "'debrief'"),
            "since": at("k * 3000"),
            "until": at("k * 3000 + 3000"),
        },
        each=3,
    )
    yield insert(
        "balls",
        many,
        {
            "requisition_id": role,
            "submission_id": submission,
            "holder": choose("'manager'", "'recruiter'", "'interviewers'"),
            "since": at("k * 3000"),
            "until": at("k * 3000 + 3000"),
        },
        each=3,
    )
    yield insert(
        "interviews",
        many,
        {
            "id": submission,
            "requisition_id": role,
            "submission_id": submission,
            "state": "'revealed'",
            "origin": f"'IV' || {submission}",
            "starts_at": at("4000"),
            "minutes": "60",
            "planned_by": recruiter,
            "planned_at": at("1000"),
        },
    )
    yield insert(
        "interviewers",
        many,
        {
            "interview_id": submission,
            "person": manager,
            "told_at": at("1000"),
            "turn": "1",
            "handed_in_at": at("4100"),
            "recommendation": "'yes'",
        },
    )
    yield insert(
        "scorecard_marks",
        many,
        {"interview_id": submission, "person": manager, "criterion": "k", "mark": "3"},
        each=3,
    )
    yield insert(
        "timeline",
        many,
        {
            "at": at("k * 1800"),
            "kind": choose("'posted'", "'approved'", "'contact_candidate'", "'rejected'", "'tell_outcome'"),
            "actor": choose(recruiter, manager, recruiter, manager, recruiter),
            "requisition_id": role,
            "submission_id": submission,
            "facts": empty,
        },
        each=5,
    )
    yield insert(
        "cards",
        many,
        {
            "kind": "'submission'",
            "subject": submission,
            "channel": "'C1'",
            "ts": "'1.2'",
            "posted_at": at("1"),
        },
    )
    yield insert(
        "outbox",
        many,
        {
            "lane_id": "(select min(id) from lanes)",
            "kind": choose("'submission.card'", "'submission.repaint'", "'home.publish'", "'gathered.post'"),
            "key": f"'old:' || ({id_of('k', 4)})",
            "ids": empty,
            "state": "'done'",
            "created_at": at("k * 1500"),
            "attempts": "1",
            "done_at": at("k * 1500 + 1"),
        },
        each=4,
    )
