"""How much is tried: a little each day, much each night (`--hypothesis-profile nightly`)."""

from hypothesis import settings

_DAILY, _NIGHTLY = 60, 2000

# Each day the same examples, so that a change is what fails; each night others.
settings.register_profile(
    "daily", max_examples=_DAILY, derandomize=True, deadline=None, database=None
)
settings.register_profile(
    "nightly", max_examples=_NIGHTLY, deadline=None, database=None, print_blob=True
)
settings.load_profile("daily")


def much() -> bool:
    """Tell whether much is tried in this run."""
    return settings().max_examples == _NIGHTLY


def seeds(daily: int, nightly: int) -> range:
    """Return the seeds that this run has time for."""
    return range(nightly if much() else daily)
