"""The bank of mangled notebooks of tests/mangled: what becomes of each, held against the truth.

    python benchmarks/mangled.py [--json] [--each]

Each notebook of the course with each kind of mangling, two of them with all pairs of kinds, and all
of them as other editors save them. Counted are those of which all answers are put back (recovered),
of which somebody is asked about an answer, that are refused by name, that have an answer which is
something else (misassigned), and that lack an answer without a word (lost).
"""

import argparse
import json
import sys
import warnings

from tests.mangled.judge import counted, verdicts


def main() -> None:
    """Print the counts, as a table or as one JSON object."""
    parser = argparse.ArgumentParser(description="What becomes of mangled notebooks.")
    parser.add_argument("--json", action="store_true", help="one object")
    parser.add_argument("--each", action="store_true", help="a line for each one, to stderr")
    options = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbformat remarks on ids that the manglings have taken
        found = list(verdicts())
    for each in found if options.each else ():
        print(each.outcome, each.name, " + ".join(each.kinds), each.why, sep="\t", file=sys.stderr)
    counts = counted(found)
    if options.json:
        print(json.dumps(counts))
    else:
        print("\n".join(f"{name:12} {count:6,}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
