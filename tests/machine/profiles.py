"""How long the machines run: a moment in `make test`, long where DEEP says how many examples (`make chaos`)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

DEEP = int(os.environ.get("DEEP", "0"))


def settings_for(small: int, steps: int, deep: int = DEEP) -> settings:
    """`small` examples, or as many as `deep` says; each of `steps` moves, deep ones of twice as many. The small ones
    are the same every time; the seed or a failing example's own words play a deep one again."""
    return settings(
        max_examples=deep or small,
        stateful_step_count=2 * steps if deep else steps,
        deadline=None,
        derandomize=not deep,
        database=None,
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if os.environ.get("SHRINK") else ())),
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
