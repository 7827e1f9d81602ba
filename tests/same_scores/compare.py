"""Grade cases of the bank with the kit, and print each cell whose score is not stock nbgrader's.

    python -m tests.same_scores.compare [--write] [--variants solution half untouched]
                                        [--where-needed] [GROUP | GROUP/CASE | composed ...]

Tests run apart from the student's code; with --where-needed also together, by proof, which takes
long. With --write, `differ_apart.json` or `known_differences.json` says afterwards what differs.
"""

import argparse
import tempfile
from pathlib import Path

from tests.same_scores.cases import VARIANTS, Case, compositions, read_bank
from tests.same_scores.grading import APART, WHERE_NEEDED, Scores, kit_scores, said
from tests.same_scores.recorded import KNOWN, differing, known_differences, stock_only, write

_LONGEST = 400


def main() -> None:
    """Grade and print."""
    parser = argparse.ArgumentParser(description="Compare the kit's scores with stock nbgrader's.")
    parser.add_argument("names", nargs="*", metavar="GROUP")
    parser.add_argument("--write", action="store_true", help="renew what is kept of it")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--where-needed", action="store_true", help="with the student, by proof")
    options = parser.parse_args()
    bank = read_bank()
    stock = stock_only(options.variants)
    wanted = [
        case
        for case in [*bank, *compositions(bank)]
        if not options.names or case.group in options.names or case.id in options.names
    ]
    wanted = [case for case in wanted if case.id in stock]
    together = WHERE_NEEDED if options.where_needed else APART
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / "kit"
        ours = kit_scores(folder, wanted, options.variants, together)
        found = {case.id: differing(case, ours, stock) for case in wanted}
        for case in wanted:
            _show(folder, case, found[case.id], ours, stock)
    print(f"{len(wanted)} cases, {sum(map(bool, found.values()))} differ")  # noqa: T201
    if options.write:
        known = known_differences(together)
        for name, cells in found.items():
            others = {v: c for v, c in known.get(name, {}).items() if v not in options.variants}
            known[name] = others | cells
        write(
            KNOWN[together],
            {name: cells for name, cells in known.items() if cells and name in stock},
        )


def _show(
    folder: Path, case: Case, found: dict[str, list[str]], ours: Scores, stock: Scores
) -> None:
    for variant, cells in found.items():
        for cell in cells:
            mine = ours[case.id].get(variant, {}).get(cell)
            print(f"{case.id} {variant} {cell}: stock {stock[case.id][variant][cell]}, kit {mine}")  # noqa: T201
            text = said(folder, case, variant, cell)[:_LONGEST]
            print("    " + text.replace("\n", "\n    "))  # noqa: T201


if __name__ == "__main__":
    main()
