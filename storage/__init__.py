"""The ground floor: remembers and measures. Knows nothing of Slack, and never looks at a watch."""
