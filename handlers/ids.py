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
APPROVE = "submission.approve"
REJECT = "submission.reject"
UNDO = "decision.undo"
ASK_DONE = "ask.done"
CHECK_IN = "check_in.open"
CHECK_IN_NOTHING_NEW = "check_in.nothing_new"
REMIND = "ask.remind"
HOME_EARLIER = "home.earlier"
HOME_MORE = "home.more"

# Modals
VIEW_REQUISITION = "requisition.open"
VIEW_CLOSE = "requisition.close"
VIEW_CANDIDATE = "candidate.post"
VIEW_REJECT = "candidate.reject"
VIEW_CHECK_IN = "check_in.answer"
VIEW_DIGEST = "digest.set"
VIEW_NOTICE = "notice"  # says something and submits nothing

# Inputs: block and action share the name, so that a value is found by one word
FIELD = "field"
