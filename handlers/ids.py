"""Every command, action, view and field id, named once."""

from __future__ import annotations

# Slash commands
REQ = "/req"
CANDIDATE = "/candidate"
SAMEPAGE = "/samepage"

# Buttons and menus
REQUISITION_OPEN = "requisition.new"
REQUISITION_SHOW = "requisition.show"
REQUISITION_POST = "requisition.post"
REQUISITION_CANDIDATES = "requisition.candidates"
REQUISITION_CLOSE = "requisition.close"
BRIEF_OPEN = "brief.open"
BRIEF_CHANGE = "brief.change"
APPROVE = "submission.approve"
REJECT = "submission.reject"
UNDO = "decision.undo"
ASK_DONE = "ask.done"
ASK_MORE = "ask.more"  # an overflow menu: `<what>:<id>` is chosen in it
REMIND = "ask.remind"
QUESTION = "question.ask"
QUESTION_REPLY = "question.reply"
HOLD = "hold.put"
LIFT = "hold.lift"
REVIEW = "review.open"
REVIEW_APPROVE = "review.approve"
REVIEW_REJECT = "review.reject"
REVIEW_QUESTION = "review.question"
REVIEW_HOLD = "review.hold"
REVIEW_SKIP = "review.skip"
REVIEW_BACK = "review.back"
SETTINGS = "settings.open"
AWAY = "away.open"
CHECK_IN = "check_in.open"
CHECK_IN_NOTHING_NEW = "check_in.nothing_new"
SETTINGS_FOR_ALL = "settings.for_all"
SETTINGS_PREVIEW = "settings.preview"
AWAY_BACK = "away.back"
HOME_EARLIER = "home.earlier"
HOME_MORE = "home.more"

# Modals
VIEW_REQUISITION = "requisition.open"
VIEW_CLOSE = "requisition.close"
VIEW_BRIEF = "brief.write"
VIEW_BRIEF_SIGN = "brief.sign"
VIEW_CANDIDATE = "candidate.post"
VIEW_REJECT = "candidate.reject"
VIEW_QUESTION = "question.ask"
VIEW_REPLY = "question.reply"
VIEW_HOLD = "hold.put"
VIEW_SNOOZE = "ask.snooze"
VIEW_HAND_OVER = "ask.hand_over"
VIEW_REVIEW = "review.step"  # its own buttons act; it submits nothing
VIEW_REVIEW_REJECT = "review.reject"
VIEW_REVIEW_QUESTION = "review.question"
VIEW_REVIEW_HOLD = "review.hold"
VIEW_CHECK_IN = "check_in.answer"
VIEW_DIGEST = "digest.set"
VIEW_SETTINGS = "settings.set"
VIEW_FOR_ALL = "settings.set_for_all"
VIEW_AWAY = "away.say"
VIEW_NOTICE = "notice"  # says something and submits nothing

# Inputs: block and action share the name, so that a value is found by one word
FIELD = "field"
