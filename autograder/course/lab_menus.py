"""JupyterLab's own menus in the language in force: for one session, where it has its pack."""

import atexit
import json
import shutil
import tempfile
from importlib.metadata import entry_points
from pathlib import Path

from autograder.findings.language import language, languages

_PACKS = "jupyterlab.languagepack"
_PLUGIN = "@jupyterlab/translation-extension:plugin"


def has_pack(locale: str) -> bool:
    """Return whether JupyterLab has its own language pack for a locale, such as zh_CN."""
    return any(each.name == locale for each in entry_points(group=_PACKS))


def settings_in_language() -> list[Path]:
    """Return a folder of settings with which JupyterLab speaks the language in force.

    It goes when this process ends; what a person has chosen in JupyterLab's menu goes before it.
    There is none for English, and where the pack isn't installed.
    """
    about = languages().get(language())
    if about is None or not about.jupyterlab or not has_pack(about.jupyterlab):
        return []
    folder = Path(tempfile.mkdtemp(prefix="autograder-lab-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = folder / "labconfig" / "default_setting_overrides.json"
    place.parent.mkdir()
    place.write_text(json.dumps({_PLUGIN: {"locale": about.jupyterlab}}), encoding="utf-8")
    return [folder]
