"""Attacks on files: read what is hidden, write what counts."""

from tests.attacks.submissions.answers import wrong
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.tools import CHEAT, WRITE

_DATABASE = """
import sqlite3
try:
    base = sqlite3.connect("@COURSE@/gradebook.db")
    cheat(*(row[0] for row in base.execute("select source from source_cell")))
except sqlite3.Error:
    pass
"""
_SCORES = """
import sqlite3
try:
    base = sqlite3.connect("@COURSE@/gradebook.db")
    base.execute("update grade set auto_score = 2, manual_score = 2")
    base.execute("update grade_cells set max_score = 1000")
    base.commit()
except sqlite3.Error:
    pass
"""
_WRITES = """
import sys
write("@COURSE@/source/small/small.ipynb")
write("@COURSE@/release/small/small.ipynb")
write("@COURSE@/submitted/a-honest/small/small.ipynb")
write("@COURSE@/autograded/a-honest/small/small.ipynb")
write("@COURSE@/nbgrader_config.py", "\\n# @MARK@")
write("@COURSE@/canary.txt")
write("@HOME@/canary.txt")
write("@TMP@/canary.txt")
"""
_KIT = """
import sys, site
write("@KIT@/grading/__init__.py", "\\n# @MARK@")
write("@KIT@/wire/__init__.py", "\\n# @MARK@")
write("@KIT@/@MARK@.py")
write("/usr/lib/@MARK@")
write("/etc/@MARK@")
write(sys.prefix + "/@MARK@")
for folder in site.getsitepackages():
    write(folder + "/@MARK@.pth", "import os")
"""
_REFERENCE = """
import os
os.environ["AUTOGRADER_COURSE"] = "@COURSE@"
try:
    from autograder.judging.reference import load_reference
    globals().update(load_reference("small"))
except Exception:
    pass
read("@KIT@/grading/**/*.py", "@COURSE@/**")
"""
_PROC = """
read("/proc/[0-9]*/environ", "/proc/[0-9]*/cmdline", "/proc/[0-9]*/root@COURSE@/source/*/*")
read("/proc/[0-9]*/cwd/source/*/*", "/proc/[0-9]*/cwd/*", "/proc/[0-9]*/fd/[0-9]")
"""
_MOUNTS = """
for name in ("mountinfo", "mounts", "mountstats"):
    try:
        if "@COURSE@" in open(f"/proc/self/{name}").read():
            cheat("return a + b")
    except OSError:
        pass
"""
_NAMES = """
import os
parts = "@COURSE@".split("/")
for count in range(1, len(parts)):
    try:
        if parts[count] in os.listdir("/".join(parts[:count]) or "/") and count > 3:
            cheat("return a + b")
    except OSError:
        pass
"""
_MEMORY = """
import os
for number in {1, os.getppid(), *(int(name) for name in os.listdir("/proc") if name.isdigit())}:
    if number != os.getpid():
        try:
            for line in open(f"/proc/{number}/maps"):
                if "rw-p" in line:
                    start, end = (int(part, 16) for part in line.split()[0].split("-"))
                    with open(f"/proc/{number}/mem", "rb", 0) as file:
                        file.seek(start)
                        cheat(file.read(min(end - start, 10**7)).decode("latin1"))
        except (OSError, ValueError):
            pass
"""
_MODULE = """
import sys
def allclose(*_, **__):
    return True
with open("@HOME@/@MARK@", "w") as file:
    file.write("here")
"""
_LISTENING = "import os\nos.system('touch @HOME@/@MARK@')\n"


def _reads(*patterns: str) -> dict[str, str]:
    return wrong(f"{CHEAT}\nread(*{patterns!r})")


FILE_SYSTEM = (
    Attack("source", "read the source notebook", _reads("@COURSE@/source/*/*")),
    Attack("release", "read whatever the course has", _reads("@COURSE@/**", "/**/gradebook.db")),
    Attack("gradebook", "read the tests in the gradebook", wrong(CHEAT + _DATABASE)),
    Attack("others", "read other submissions", _reads("@COURSE@/submitted/*/*/*", "../../*/*/*")),
    Attack("graded", "read graded notebooks", _reads("@COURSE@/autograded/*/*/*")),
    Attack("working-folders", "read folders of running tests", _reads("@TMP@/**", "/tmp/**")),  # noqa: S108
    Attack(
        "write-scores",
        "write scores into the gradebook",
        wrong(_SCORES),
        harms="changes scores in the gradebook",
    ),
    Attack(
        "write-course",
        "write into the course's files",
        wrong(WRITE + _WRITES),
        harms="spoils the course's files",
    ),
    Attack(
        "write-programs",
        "write into the kit and the Python environment",
        wrong(WRITE + _KIT),
        harms="spoils the kit's files and the Python environment",
    ),
    Attack(
        "exchange",
        "read what others handed in, in nbgrader's exchange",
        _reads("@COURSE@/exchange/**", "/usr/local/share/nbgrader/**", "/srv/nbgrader/**"),
    ),
    Attack("gradebooks", "read gradebooks elsewhere", _reads("/usr/**/*.db", "/var/**/*.db")),
    Attack("mounts", "read from the mounts where the course lies", wrong(CHEAT + _MOUNTS)),
    Attack("names", "find the course by the names of folders", wrong(CHEAT + _NAMES)),
    Attack("reference", "ask the kit for the solutions", wrong(CHEAT + _REFERENCE)),
    Attack("proc", "read other processes' files in /proc", wrong(CHEAT + _PROC)),
    Attack("memory", "read other processes' memory", wrong(CHEAT + _MEMORY)),
    Attack(
        "startup-modules",
        "hand in modules that Python imports when it starts",
        files=dict.fromkeys(("sitecustomize.py", "usercustomize.py", "a.pth"), _LISTENING),
        harms="leaves a file in the home folder",
    ),
    Attack(
        "numpy-module",
        "hand in modules named like those that tests and the kit import",
        files={f"{name}.py": _MODULE for name in ("numpy", "random", "json", "autograder")},
        harms="leaves a file in the home folder",
    ),
    Attack(
        "settings",
        "hand in settings for nbgrader and a gradebook",
        files={
            "nbgrader_config.py": _LISTENING,
            "gradebook.db": "@MARK@",
            "ipython_config.py": _LISTENING,
        },
        harms="leaves a file in the home folder",
    ),
)
