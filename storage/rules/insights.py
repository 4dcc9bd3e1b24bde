"""Insights: what can be shared, how much of it, and how many cases a fact beside it needs."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from storage.rules.rights import Role

LONGEST = 1000  # characters
LEAST = 3  # cases
LOOKS_BACK = timedelta(days=730)


class Insight(StrEnum):
    """What it is about: the recruiter knows the market, the manager the team."""

    MARKET = "market"
    TEAM = "team"


def likely(roles: frozenset[Role]) -> Insight:
    """What somebody with these roles is likely to share."""
    return Insight.TEAM if roles & {Role.MANAGER, Role.BACKUP} and Role.RECRUITER not in roles else Insight.MARKET
