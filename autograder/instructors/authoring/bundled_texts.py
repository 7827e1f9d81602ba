"""What lies in a bundle for people to read, in a language: the README, and what start.py says."""

import ast
import json
from pathlib import Path

from autograder.findings.language import folder_of
from autograder.findings.translation import read_entries
from autograder.findings.words import PAGES
from autograder.instructors.authoring.documents import as_read

FOLDER = Path(__file__).parent / "bundled"
README = "README.md.template"


def readme(language: str) -> str:
    """Return the template of the README in a language, in English where it has none that fits."""
    return as_read(FOLDER / README, language)


def sentences(language: str) -> bytes:
    """Return what start.py says in a language, by the English, as it reads it."""
    folder = folder_of(language)
    entries = read_entries(folder / PAGES) if folder else {}
    known = constants_of((FOLDER / "start.py").read_text(encoding="utf-8"))
    said = {each: entries[each].text for each in known if each in entries and entries[each].text}
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def constants_of(source: str) -> list[str]:
    """Return the texts that a script has as constants at its top."""
    tree = ast.parse(source)
    values = (node.value for node in tree.body if isinstance(node, ast.Assign))
    texts = (each.value for each in values if isinstance(each, ast.Constant))
    return [each for each in texts if isinstance(each, str)]
