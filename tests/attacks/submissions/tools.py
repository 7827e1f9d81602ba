"""Python code that several attacks have in common."""

from tests.attacks.submissions.answers import RIGHT
from tests.attacks.submissions.course import HIDDEN_LINE

# Whoever has seen a hidden test or somebody's answer knows the answers.
CHEAT = f"""
def cheat(*texts):
    if any({HIDDEN_LINE!r} in text or "return a + b" in text for text in map(str, texts)):
        exec({"".join(RIGHT.values())!r}, globals())
def read(*patterns):
    import glob
    for pattern in patterns:
        for name in glob.glob(pattern, recursive=True):
            try:
                with open(name, "rb") as file:
                    cheat(file.read().decode("utf-8", "replace"))
            except OSError:
                pass
"""
WRITE = """
def write(name, text="@MARK@", how="a"):
    import os
    try:
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, how) as file:
            file.write(text)
    except OSError:
        pass
"""
