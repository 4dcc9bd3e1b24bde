"""Every command, action, view and field id, named once."""

from __future__ import annotations

# Slash commands
REQ = "/req"
CANDIDATE = "/candidate"
SAMEPAGE = "/samepage"

# Buttons and menus
REQUISITION_POST = "requisition.post"
REQUISITION_CANDIDATES = "requisition.candidates"
REQUISITION_CLOSE = "requisition.close"
APPROVE = "submission.approve"
REJECT = "submission.reject"
UNDO = "decision.undo"
ASK_DONE = "ask.done"
CHECK_IN = "check_in.open"
CHECK_IN_NOTHING_NEW = "check_in.nothing_new"
SETTINGS = "settings.open"
SETTINGS_FOR_ALL = "settings.for_all"
SETTINGS_PREVIEW = "settings.preview"
AWAY = "away.open"
AWAY_BACK = "away.back"

# Modals
VIEW_REQUISITION = "requisition.open"
VIEW_CLOSE = "requisition.close"
VIEW_CANDIDATE = "candidate.post"
VIEW_REJECT = "candidate.reject"
VIEW_CHECK_IN = "check_in.answer"
VIEW_DIGEST = "digest.set"
VIEW_SETTINGS = "settings.set"
VIEW_FOR_ALL = "settings.set_for_all"
VIEW_AWAY = "away.say"
VIEW_NOTICE = "notice"  # says something and submits nothing

# Inputs: block and action share the name, so that a value is found by one word
FIELD = "field"
