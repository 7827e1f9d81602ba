"""Attacks on the channel between the student's process and the grader's."""

from tests.attacks.submissions.answers import RIGHT, doing
from tests.attacks.submissions.attack import OTHERS, Attack
from tests.attacks.submissions.messages import (
    AHEAD,
    BY_NUMBER,
    CALLBACK,
    DEEP,
    DEEPER,
    EXIT,
    HALF,
    HEAVY,
    LINE,
    LISTENS,
    MODULE,
    OUTPUTS,
    PICKLE,
    SEEDS,
    SHOWN,
)


def _in_call(name: str, idea: str, lines: str, says: str = "") -> Attack:
    """Return an attack in a call of `add`; the others are right."""
    answer = doing(f"{LINE}\n{lines}")
    return Attack(name, idea, answer, base=RIGHT, points=OTHERS, may_lose=True, says=says)


WIRE = (
    _in_call("garbage", "send bytes without sense", r'line.sendall(b"\xff" * 5000)', "stopped in"),
    _in_call("any-open-file", "send bytes to whatever is open", BY_NUMBER, "stopped in"),
    _in_call(
        "long-frame",
        "announce a message of 4 GB",
        'line.sendall(struct.pack(">IQ", 2**32 - 1, 2**63))',
        "bytes, at most",
    ),
    _in_call("half-frame", "send half a message", HALF, "stopped after 3 s in add"),
    _in_call("pickle", "send a pickle", PICKLE, "unknown kind of value|no kind"),
    _in_call("deep-json", "send lists 10,000 deep", DEEP, "no JSON"),
    _in_call("deep-value", "send lists 300 deep", DEEPER, "too deep"),
    _in_call("heavy-json", "send 4 million lists", HEAVY, "too many parts|no kind"),
    _in_call(
        "object-array",
        "send an array of pointers",
        'reply(["a", "|O", [1], 0, 8], b"\\x08" * 8)',
        "not allowed",
    ),
    _in_call(
        "short-array",
        "send an array without its bytes",
        'reply(["a", "<f8", [1000], 0, 8], b"\\x00" * 8)',
        "disagree",
    ),
    _in_call(
        "impossible-array",
        "send an array of an impossible shape",
        'reply(["a", "<f8", [-1, 2**62], 0, 8], b"\\x00" * 8)',
        "impossible shape",
    ),
    _in_call("callbacks", "call functions that were never handed out", CALLBACK, "never given"),
    _in_call("replies-ahead", "answer before it is asked", AHEAD),
    _in_call("seeds", "set the grader's random seeds", SEEDS),
    _in_call("exits", "raise what ends a process", EXIT),
    _in_call(
        "foreign-arguments",
        "change arguments that were not given",
        'reply(3, changed=[[5, 3], [-1, 3], ["a", 3]], same=[10**9])',
        "not given",
    ),
    _in_call("outputs", "send outputs of a cell instead of a value", OUTPUTS, "no known kind"),
    _in_call("shown", "send points as something shown", SHOWN),
    _in_call("modules", "send modules of the grader's", MODULE),
    _in_call("listen", "read the grader's messages and answer late", LISTENS),
    Attack(
        "outputs-of-cell",
        "send outputs of a cell that hold a result, lists 400 deep and nonsense",
        {"add": f"{LINE}\n{OUTPUTS}\ndef add(a, b):\n    return -77\n"},
        base=RIGHT,
        points=OTHERS,
        may_lose=True,
    ),
)
