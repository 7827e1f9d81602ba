"""JupyterLab's menus follow the language in force, for one session, where its pack is there."""

import json
import sys
from pathlib import Path

import pytest

from autograder.course.lab_menus import has_pack, settings_in_language
from autograder.findings.language import speaking
from autograder.instructors.doctor import fonts as doctor
from tests.conftest import ROOT

PLUGIN = "@jupyterlab/translation-extension:plugin"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a language pack of JupyterLab's, as far as its metadata go."""
    info = tmp_path / "packs" / "some_pack-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-pack\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[jupyterlab.languagepack]\nzh_CN = some_pack\n")
    monkeypatch.setattr(sys, "path", [str(info.parent), *sys.path])
    return info.parent


@pytest.mark.usefixtures("pack")
def test_with_a_pack() -> None:
    """Is JupyterLab told its name of the language, and nothing in English?"""
    assert has_pack("zh_CN") and not has_pack("zh")
    with speaking("zh"):
        (folder,) = settings_in_language()
    told = folder / "labconfig" / "default_setting_overrides.json"
    assert json.loads(told.read_text(encoding="utf-8")) == {PLUGIN: {"locale": "zh_CN"}}
    with speaking(""):
        assert settings_in_language() == []


def test_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Are its menus left as they are where nothing has the words?"""
    monkeypatch.setattr("autograder.course.lab_menus.entry_points", lambda **_: [])
    with speaking("zh"):
        assert settings_in_language() == []


def test_doctor_says_how_to_get_it(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says the doctor which languages have their menus, or what to install?"""
    assert pack.is_dir()
    monkeypatch.chdir(ROOT)
    item = doctor.menus()
    assert item.fine and "中文" in item.found and not item.to_do
    monkeypatch.setattr("autograder.course.lab_menus.entry_points", lambda **_: [])
    item = doctor.menus()
    assert item.fine and "中文" in item.found
    assert "pip install jupyterlab-language-pack-zh-CN" in item.to_do
    monkeypatch.setattr(doctor, "translated_assignments", lambda *_: [])
    assert "no language" in doctor.menus().found
