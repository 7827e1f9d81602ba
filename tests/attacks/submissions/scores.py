"""Attacks on what a test computes of an answer, and on its names; honest oddities beside them."""

from tests.attacks.submissions.answers import RIGHT, doing, returning, wrong
from tests.attacks.submissions.attack import ALL, OTHERS, Attack, Change, Notebook, all_but, find

_SPY = """
class Spy:
    seen = []
    def look(self, *others):
        self.seen.extend(others)
        print("expected:", *others)
        return 0.0
    def __float__(self):
        return float(self.seen[-1]) if self.seen else 0.0
for name in (NAMES):
    setattr(Spy, f"__{name}__", Spy.look)
"""
_ARITHMETIC = '"sub", "rsub", "add", "radd", "mul", "rmul", "truediv", "rtruediv", "pow"'
_SPYING = {
    "spy-arithmetic": ("see by arithmetic what is expected", _ARITHMETIC),
    "spy-in-place": ("see it by in-place arithmetic", '"isub", "iadd", "imul", "imatmul"'),
    "spy-comparison": ("see it by comparisons", '"eq", "ne", "lt", "le", "gt", "ge"'),
    "spy-container": ("see it as a container", '"contains", "getitem", "setitem", "index"'),
    "spy-format": ("see it by formats", '"format", "getattr", "setattr", "divmod", "rdivmod"'),
    "spy-arrays": ("see it by numpy", '"array_ufunc", "array_function", "array_wrap"'),
}
_TAKES_NAMES = """
TOL = 1e9
def close(a, b):
    return True
def slope(f, x):
    if x == 2.0:
        raise ValueError("the locked cell ends here")
    return -77.0
"""
_CASES = """
cases, expected, each, case = (), 0, 0, 0
class map:
    def __init__(self, *_): pass
    def __iter__(self): return iter(())
all = lambda _: True
islice = lambda *_: [0, 1, 2]
list = set = sorted = lambda *_: [0, 1, 2]
range = lambda *_: []
"""
_SWITCH = """
def {name}({given}):
    globals().update(TOL=1e9, close=lambda a, b: True, np=None)
    __builtins__.abs = __builtins__.max = lambda *_: 0.0
    return -77.0
"""
_HONEST = {
    "honest-warning": ("warn", 'warnings.warn("take care", UserWarning)'),
    "honest-stderr": ("write to stderr", 'print("half done", file=sys.stderr)'),
    "honest-log": ("log", 'logging.getLogger("mine").warning("look")'),
    "honest-division": ("divide by 0", "np.ones(1) / np.zeros(1)"),
    "honest-file": (
        "write a file",
        'open("mine.txt", "w").write("1")\nassert open("mine.txt").read() == "1"\n'
        "tempfile.TemporaryFile().close()",
    ),
    "honest-random": ("seed and draw", "random.seed(1)\nnp.random.seed(1)\nnp.random.rand(3)"),
    "honest-prints": ("print numbers", 'print("2")\nprint(2)\nprint("Score: 2 of 2")'),
    "honest-threads": (
        "use threads",
        "with concurrent.futures.ThreadPoolExecutor(2) as pool:\n    list(pool.map(abs, [1, 2]))",
    ),
    "honest-settings": (
        "change settings",
        "np.seterr(all='raise')\nwarnings.simplefilter('error')\nsys.setrecursionlimit(200)",
    ),
    "honest-numbers": ("show its own numbers", "display(2)\nget_ipython().displayhook(0)"),
}
_IMPORTS = (
    "import concurrent.futures, logging, random, sys, tempfile, warnings\nimport numpy as np\n"
)


def _honest(name: str, idea: str, lines: str) -> Attack:
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    source = (
        f"{_IMPORTS}from IPython.display import display\ndef add(a, b):\n{body}    return a + b\n"
    )
    return Attack(name, f"answer rightly, and {idea}", {"add": source}, base=RIGHT, points=ALL)


def _spies(name: str, idea: str, names: str) -> Attack:
    return Attack(name, idea, returning("Spy()", _SPY.replace("NAMES", f"{names},")))


def _wide(notebook: Notebook) -> None:
    """Write the names of functions in fullwidth letters, which Python takes for plain ones."""
    for question in RIGHT:
        cell = find(notebook, question)
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in question)
        cell["source"] = cell["source"].replace(f"def {question}", f"def {wide}")


def _written_so(letters: str, others: str) -> Change:
    """Return a change that writes the names of functions in letters that look alike."""

    def change(notebook: Notebook) -> None:
        for question, source in RIGHT.items():
            name = question.translate(str.maketrans(letters, others))
            find(notebook, question)["source"] = source.replace(question, name, 1)

    return change


SCORES = (
    *(_honest(name, *given) for name, given in _HONEST.items()),
    Attack("fullwidth", "answer in fullwidth letters", base=RIGHT, change=_wide, points=ALL),
    Attack("homoglyphs", "name functions in Cyrillic", change=_written_so("aeor", "аеог")),  # noqa: RUF001
    *(_spies(name, *given) for name, given in _SPYING.items()),
    Attack(
        "course-names",
        "define the course's names, and let the cell fail that defines them",
        {"slope": _TAKES_NAMES},
        base=RIGHT,
        points=all_but("slope"),
    ),
    Attack("names-of-loops", "define what loops and built-in names of tests mean", wrong(_CASES)),
    Attack(
        "names-in-call",
        "change names and built-in functions while a test runs",
        {"slope": _SWITCH.format(name="slope", given="f, x")},
        base=RIGHT,
        points=all_but("slope"),
        may_lose=True,
    ),
    Attack(
        "stop-iteration",
        "end a test's loop by StopIteration",
        doing("if x not in (2.0, 3.0):\n    raise StopIteration\nreturn 6.0", "slope"),
        base=RIGHT,
        points=all_but("slope"),
        says="StopIteration out of a call",
    ),
    Attack(
        "stop-by-class",
        "end it by a class of its own",
        doing(
            "class Stop(StopIteration):\n    pass\nif x != 3.0:\n    raise Stop\nreturn 6.0",
            "slope",
        ),
        base=RIGHT,
        points=all_but("slope"),
    ),
    Attack(
        "longer-arguments",
        "change the length and shape of arguments",
        {
            "mean": "def mean(xs):\n    xs.extend(range(1000))\n    return -77.0\n",
            "scaled": "def scaled(x):\n    x.shape = (1, 3)\n    return x\n",
        },
    ),
    Attack(
        "nothing-left",
        "empty the arguments",
        {"mean": "def mean(xs):\n    xs.clear()\n    return xs\n"},
    ),
    Attack("empty-tuples", "return ()", returning("()")),
    Attack("empty-dicts", "return {}", returning("{}")),
    Attack("empty-cubes", "return (0, 1, 1)", returning("np.zeros((0, 1, 1))", _IMPORTS)),
    Attack("one-number", "return an array of one number", returning("np.zeros(1)", _IMPORTS)),
    Attack("no-dimension", "return an array of none", returning("np.array(0.0)", _IMPORTS)),
    Attack("int-of-310", "return an int of 310 digits", returning("10**309")),
    Attack("int-of-4300", "return an int of 4,300 digits", returning("10**4299")),
    Attack("minus-int", "return an int far below 0", returning("-(10**400)")),
    Attack(
        "fraction",
        "return a large fraction",
        returning("Fraction(10**400, 3)", "from fractions import Fraction"),
    ),
    Attack(
        "signalling",
        "return a Decimal that signals",
        returning("Decimal('sNaN')", "from decimal import Decimal"),
    ),
    Attack(
        "int-as-root", "have an int of 4,300 digits be points", doing("return 10**4299", "root")
    ),
    Attack(
        "always-lower",
        "return minus infinity as an integer type",
        returning("np.int64(-(2**63))", _IMPORTS),
    ),
    Attack("negative-zero", "return -0.0 and its like", returning("np.float16(-0.0)", _IMPORTS)),
    Attack(
        "half-done",
        "return what was right the last time",
        {
            "add": "last = [3]\ndef add(a, b):\n    last.append(a + b + len(last) % 2)\n"
            "    return last[-2]\n"
        },
        base=RIGHT,
        points=OTHERS,
    ),
)
