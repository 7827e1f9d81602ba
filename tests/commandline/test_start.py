"""What the command line does not load."""

import subprocess
import sys

LOADED = """
import sys
from autograder.cli import main
sys.argv = ["autograder", "--help"]
try:
    main()
except SystemExit:
    pass
import nbformat
nbformat.validate(nbformat.v4.new_notebook())
print("rfc3987_syntax.syntax_helpers" in sys.modules)
"""


def test_no_grammar_of_addresses() -> None:
    """Can notebooks be validated without the grammar that takes seconds to compile?"""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
