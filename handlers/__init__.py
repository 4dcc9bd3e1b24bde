"""The middle floor: listens and speaks. This file and two beside it are its table of contents: `commands.py` has the
words people type, this file what they press and submit, `messages.py` what the outbox sends.

Adding a conversation: one file here and one in `blocks/`, and its lines in these tables.
"""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from handlers import (
    agreements,
    audit,
    away,
    briefs,
    calibrations,
    candidate_menu,
    candidates,
    check_ins,
    comparisons,
    decisions,
    details,
    digests,
    door,
    edits,
    forgetting,
    headcounts,
    hires,
    histories,
    holds,
    home,
    ids,
    insights,
    interviews,
    job_offers,
    legal_holds,
    measures,
    moves,
    objections,
    offer_approvals,
    openings,
    pages,
    postings,
    pulses,
    questions,
    realities,
    records,
    requisitions,
    retention,
    retrospectives,
    reviews,
    role_holds,
    role_menu,
    scorecards,
    sections,
    settings,
    signing,
    teams,
    timelines,
    tips,
    turns,
)
from handlers.commands import CANDIDATE, COMMANDS, REQ, SAMEPAGE, SHORTCUTS
from handlers.door import Handler
from handlers.messages import MESSAGES

__all__ = [
    "ACTIONS",
    "CANDIDATE",
    "COMMANDS",
    "EVENTS",
    "MESSAGES",
    "REQ",
    "SAMEPAGE",
    "SHORTCUTS",
    "VIEWS",
    "register",
]

ACTIONS: dict[str, Handler] = {
    ids.REQUISITION_OPEN: openings.open_,
    ids.REQUISITION_DETAILS: openings.details,
    ids.REQUISITION_SHOW: requisitions.show,
    ids.REQUISITION_POST: postings.post,
    ids.REQUISITION_CANDIDATES: candidates.list_,
    ids.REQUISITION_CLOSE: requisitions.close,
    ids.REQUISITION_REOPEN: role_holds.reopen,
    ids.REQUISITION_MORE: role_menu.more,
    ids.TIMELINE_NEWER: timelines.turn,
    ids.TIMELINE_OLDER: timelines.turn,
    ids.AUDIT_NEWER: audit.turn,
    ids.AUDIT_OLDER: audit.turn,
    ids.BRIEF_OPEN: briefs.open_,
    ids.BRIEF_CHANGE: sections.short,
    ids.BRIEF_CARD: sections.back,
    ids.BRIEF_PROPOSE: sections.propose,
    ids.BRIEF_ASK: sections.ask,
    ids.BRIEF_READ: briefs.read,
    ids.BRIEF_TEXT: pages.text,
    ids.BRIEF_OBJECT: objections.open_,
    ids.SECTION_OPEN: sections.open_,
    ids.HEADCOUNT_OPEN: headcounts.open_,
    ids.HEADCOUNT_APPROVE: headcounts.approve,
    ids.HEADCOUNT_REJECT: headcounts.reject,
    ids.CALIBRATION_SHOW: calibrations.show,
    ids.CALIBRATION_START: calibrations.begin,
    ids.CALIBRATION_ANSWER: calibrations.answer,
    ids.CALIBRATION_BACK: calibrations.back,
    ids.CALIBRATION_REVEAL: calibrations.reveal,
    ids.CALIBRATION_CANCEL: calibrations.cancel,
    ids.REALITY: realities.show,
    ids.AGREEMENT_OPEN: agreements.open_,
    ids.AGREEMENT_ACCEPT: agreements.accept,
    ids.AGREEMENT_OTHERS: agreements.others,
    ids.AGREEMENT_HERE: agreements.here,
    ids.CANDIDATE_REOPEN: postings.reopen,
    ids.CANDIDATE_OPEN: details.open_,
    ids.APPROVE: details.again(decisions.approve),
    ids.REJECT: decisions.reject,
    ids.UNDO: details.again(decisions.undo),
    ids.DECISION_CONFIRM: records.confirm,
    ids.CANDIDATE_MORE: candidate_menu.more,
    ids.CANDIDATE_SHOW: histories.show,
    ids.HISTORY_NEWER: histories.turn,
    ids.HISTORY_OLDER: histories.turn,
    ids.LIST_OPEN: candidates.list_page,
    ids.LIST_EARLIER: candidates.list_page,
    ids.LIST_LATER: candidates.list_page,
    ids.OFFER_OPEN: job_offers.open_,
    ids.OFFER_MADE: job_offers.open_,
    ids.OFFER_ACCEPT: job_offers.accept,
    ids.OFFER_DECLINE: job_offers.decline,
    ids.OFFER_UNDO: details.again(job_offers.undo),
    ids.OFFER_DETAILS: offer_approvals.details,
    ids.OFFER_APPROVE: offer_approvals.approve,
    ids.OFFER_REJECT: offer_approvals.reject,
    ids.OFFER_APPROVER: offer_approvals.another,
    ids.HIRE_ANSWER: hires.open_,
    ids.RETROSPECTIVE: retrospectives.open_,
    ids.RETROSPECTIVE_AGREE: retrospectives.agree,
    ids.TIPS_OFF: tips.off,
    ids.ASK_DONE: decisions.ask_done,
    ids.ASK_MORE: turns.more,
    ids.REMIND: turns.remind,
    ids.QUESTION: questions.ask,
    ids.QUESTION_REPLY: questions.reply,
    ids.HOLD: holds.put,
    ids.LIFT: details.again(holds.lift),
    ids.REVIEW: reviews.open_,
    ids.REVIEW_APPROVE: reviews.approve,
    ids.REVIEW_REJECT: reviews.reject,
    ids.REVIEW_QUESTION: reviews.question,
    ids.REVIEW_HOLD: reviews.hold,
    ids.REVIEW_SKIP: reviews.skip,
    ids.REVIEW_BACK: reviews.back,
    ids.INTERVIEW: interviews.show,
    ids.INTERVIEW_PLAN: interviews.plan,
    ids.INTERVIEW_CHANGE: interviews.change,
    ids.INTERVIEW_CANCEL: interviews.cancel,
    ids.SCORECARD: scorecards.fill,
    ids.SCORECARD_BACK: scorecards.back,
    ids.SCORECARDS: scorecards.show,
    ids.SCORECARDS_REVEAL: scorecards.reveal,
    ids.DEBRIEF: scorecards.debrief,
    ids.COMPARE_CRITERION: comparisons.turn,
    ids.COMPARE_EARLIER: comparisons.turn,
    ids.COMPARE_LATER: comparisons.turn,
    ids.CHECK_IN: check_ins.open_form,
    ids.CHECK_IN_NOTHING_NEW: check_ins.nothing_new,
    **pulses.TAPS,
    ids.DIGEST_PREVIEW: digests.preview,
    ids.DIGEST_SET: digests.again,
    ids.SETTINGS: settings.open_,
    ids.SETTINGS_FOR_ALL: settings.open_for_all,
    ids.SETTINGS_PREVIEW: settings.preview,
    ids.AWAY: away.open_,
    ids.AWAY_BACK: away.back,
    ids.STATS_CHANGE: measures.change,
    ids.STATS_COUNTED: measures.counted,
    ids.STATS_EXPORT: measures.export,
    ids.STATS_SEARCH: measures.search,
    ids.HOME_EARLIER: home.turn,
    ids.HOME_MORE: home.turn,
}
VIEWS: dict[str, Handler] = {
    ids.VIEW_REQUISITION: openings.submit,
    ids.VIEW_HEADCOUNT_REJECT: headcounts.submit_reject,
    ids.VIEW_CLOSE: requisitions.submit_close,
    ids.VIEW_BRIEF: sections.submit_short,
    ids.VIEW_BRIEF_TEST: sections.submit_tests,
    ids.VIEW_BRIEF_PICTURE: sections.submit_picture,
    ids.VIEW_SECTION: sections.submit,
    ids.VIEW_AGREEMENT: agreements.submit,
    ids.VIEW_TEAM: teams.submit_team,
    ids.VIEW_HAND_ROLE: teams.submit_hand,
    ids.VIEW_ROLE_HOLD: role_holds.submit_hold,
    ids.VIEW_EDIT: edits.submit,
    ids.VIEW_BRIEF_SIGN: signing.sign,
    ids.VIEW_OBJECT: objections.submit,
    ids.VIEW_CALIBRATION_START: calibrations.start,
    ids.VIEW_CALIBRATION_SAMPLE: calibrations.sample,
    ids.VIEW_CANDIDATE: postings.submit,
    ids.VIEW_REJECT: details.closing(decisions.submit_reject),
    ids.VIEW_RECORD: records.submit,
    ids.VIEW_MOVE: moves.submit,
    ids.VIEW_WITHDRAW: moves.submit_withdraw,
    ids.VIEW_QUESTION: details.closing(questions.submit_ask),
    ids.VIEW_REPLY: details.closing(questions.submit_reply),
    ids.VIEW_HOLD: details.closing(holds.submit_put),
    ids.VIEW_SNOOZE: turns.submit_snooze,
    ids.VIEW_HAND_OVER: turns.submit_hand_over,
    ids.VIEW_REVIEW_REJECT: reviews.submit_reject,
    ids.VIEW_REVIEW_QUESTION: reviews.submit_question,
    ids.VIEW_REVIEW_HOLD: reviews.submit_hold,
    ids.VIEW_INTERVIEW: interviews.submit,
    ids.VIEW_INTERVIEW_FOCUS: interviews.submit_focus,
    ids.VIEW_SCORECARD: scorecards.submit,
    ids.VIEW_SCORECARD_LAST: scorecards.submit_last,
    ids.VIEW_OFFER: details.closing(job_offers.submit),
    ids.VIEW_OFFER_MADE: details.closing(job_offers.submit_made),
    ids.VIEW_OFFER_ACCEPT: details.closing(job_offers.submit_accept),
    ids.VIEW_OFFER_DECLINE: details.closing(job_offers.submit_decline),
    ids.VIEW_OFFER_REJECT: offer_approvals.submit_reject,
    ids.VIEW_OFFER_APPROVER: details.closing(offer_approvals.submit_another),
    ids.VIEW_HIRE: hires.submit,
    ids.VIEW_RETROSPECTIVE: retrospectives.submit,
    ids.VIEW_ACTIONS: retrospectives.submit_actions,
    ids.VIEW_INSIGHT: insights.submit,
    ids.VIEW_FORGET: forgetting.submit,
    ids.VIEW_RETENTION: retention.submit,
    ids.VIEW_LEGAL_HOLD: forgetting.submit_hold,
    ids.VIEW_LEGAL_LIFT: forgetting.submit_lift,
    ids.VIEW_ROLE_LEGAL_HOLD: legal_holds.submit,
    ids.VIEW_ROLE_LEGAL_LIFT: legal_holds.submit_lift,
    ids.VIEW_CHECK_IN: check_ins.submit,
    ids.VIEW_DIGEST: digests.submit,
    ids.VIEW_SETTINGS: settings.submit,
    ids.VIEW_FOR_ALL: settings.submit_for_all,
    ids.VIEW_AWAY: away.submit,
    ids.VIEW_STATS: measures.submit,
}
EVENTS = ("user_change", "app_home_opened", "app_uninstalled", "tokens_revoked")  # the last two end at the entrance


async def _command(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
    with context["office"].visit(context["workspace"]):
        await door.command(COMMANDS, ack, body, client, context)


async def _shortcut(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
    with context["office"].visit(context["workspace"]):
        await door.shortcut(SHORTCUTS, ack, body, client, context)


async def _action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
    with context["office"].visit(context["workspace"]):
        await door.action(ACTIONS, ack, body, client, context)


async def _view(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
    with context["office"].visit(context["workspace"]):
        await door.submission(VIEWS, ack, body, client, context)


async def _user_change(event: dict[str, Any], context: AsyncBoltContext) -> None:
    """Somebody changed zone or name, became a guest or left: known at once, so that rights follow."""
    office = context["office"]
    with office.visit(context["workspace"]):
        await office.people.heard(context["workspace"], event)


async def _home_opened(event: dict[str, Any], context: AsyncBoltContext) -> None:
    """Somebody looks at their App Home."""
    office = context["office"]
    with office.visit(context["workspace"]):
        await home.opened(office, context["workspace"], event, context["now"])


def register(app: AsyncApp) -> None:
    """Six listeners; each costs a little on every request, so the tables above do the choosing."""
    app.command(re.compile(rf"^({'|'.join(COMMANDS)})\Z"))(_command)
    app.shortcut(re.compile(""))(_shortcut)
    app.action(re.compile(""))(_action)
    app.view(re.compile(""))(_view)
    app.event("user_change")(_user_change)
    app.event("app_home_opened")(_home_opened)
