"""Where the kit means to score otherwise than stock nbgrader: comparisons leave these out.

`docs/grading.md` has the same list for people, by the same names.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A test cell of two points on which the two differ, with the points that each gives.

    None for stock's points means that it grades the notebook not at all.
    """

    answer: str
    test: str
    stock: float | None
    kit: float
    given: str = ""  # a locked cell before the test


ON_PURPOSE: dict[str, Difference] = {
    "a warning or stderr of the student's": Difference(
        "import warnings\ndef f(x):\n    warnings.warn('careful')\n    return x",
        "assert f(3) == 3",
        0,
        2,
    ),
    "a warning about the student's value": Difference(
        "import numpy as np\ndef f(x):\n    return np.array([np.inf, x])",
        "assert (f(3) - f(3))[1] == 0",
        0,
        2,
    ),
    "a number of numpy's as points": Difference(
        "def f(x):\n    return 0", "import numpy as np\nnp.float64(f(3))", 2, 0
    ),
    "an array of one number as points": Difference(
        "def f(x):\n    return 1", "import numpy as np\nnp.array(float(f(3)))", 2, 1
    ),
    "a Decimal or Fraction as points": Difference(
        "def f(x):\n    return 1", "from decimal import Decimal\nDecimal(f(3))", 2, 1
    ),
    "nan or infinity as points": Difference("def f(x):\n    return float('nan')", "f(3) * 2", 2, 0),
    "fewer points than none": Difference("def f(x):\n    return -5", "float(f(3))", 2, 0),
    "a complex number as points": Difference("def f(x):\n    return 1j * x", "f(3)", 2, 0),
    "an array as points, computed of an answer": Difference(
        "import numpy as np\ndef f(x):\n    return np.array([x, x])", "2 * (f(3) == 4)", 2, 0
    ),
    "more points than there are": Difference("def f(x):\n    return 5", "float(f(3))", None, 0),
    "a whole number of 310 digits": Difference("def f(x):\n    return 10**310", "f(3)", None, 0),
    "a name of the course's whose cell failed": Difference(
        "TOL = 1e9\ndef f(x):\n    return 4",
        "assert abs(f(3) - 3) < TOL",
        2,
        0,
        given="assert f(3) == 3\nTOL = 1e-6",
    ),
    "StopIteration out of a call": Difference(
        "def f(x):\n    raise StopIteration",
        "assert all(each == 3 for each in map(f, [3]))",
        2,
        0,
    ),
    "an object of the student's beside a test's number": Difference(
        "class Yes:\n    def __eq__(self, other):\n        return True\n"
        "    def __sub__(self, other):\n        return 0\ndef f(x):\n    return Yes()",
        "assert f(3) == 3",
        2,
        0,
    ),
    "Python that ends in a call": Difference(
        "import os\ndef f(x):\n    os._exit(1)", "f(3)", None, 0
    ),
}
