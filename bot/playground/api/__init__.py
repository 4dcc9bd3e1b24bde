"""The Web API: one table of methods, and one way in that reads, checks, counts and answers every call."""
