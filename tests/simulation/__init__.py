"""A simulated month: managers and recruiters of many places and tempers, the ground floor and the rounds, no Slack."""
