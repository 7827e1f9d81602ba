"""Grade every example and solution with stock nbgrader, and keep the scores for the tests.

python -m tests.journeys.record_stock_scores
"""

import json
import tempfile
from pathlib import Path

from tests.journeys.two_ways import RECORD, hand_in_all, stock_scores, what_they_depend_on


def main() -> None:
    """Write stock_scores.json."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / "course"
        hand_in_all(folder)
        found = {**what_they_depend_on(), "scores": stock_scores(folder)}
    RECORD.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
