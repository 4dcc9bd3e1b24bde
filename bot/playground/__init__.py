"""A Slack workspace that fits in one process, as strict as Slack: for the demo, and for tests of a whole bot."""
