"""The pictures of the README: made by one command, all there, light, and all shown."""

from __future__ import annotations

import importlib.util
import re
import struct
import sys
from types import ModuleType

import pytest
from served_site import ROOT

_SHOWN = re.compile(r"!\[([^\]]+)\]\((docs/screenshots/[^)\s]+)\)")


@pytest.fixture(scope="module")
def command() -> ModuleType:
    """Return the command that takes the pictures."""
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs/screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["screenshots"] = module
    spec.loader.exec_module(module)
    return module


def test_every_picture_is_there_of_its_size_and_light(command: ModuleType) -> None:
    for picture in command.PICTURES:
        data = picture.file.read_bytes()
        assert len(data) <= command.MOST_BYTES, picture.name
        assert struct.unpack(">II", data[16:24]) == picture.size, picture.name


def test_there_is_no_picture_that_the_command_does_not_make(command: ModuleType) -> None:
    made = {picture.file for picture in command.PICTURES}
    assert {path for path in command.FOLDER.iterdir() if path.is_file()} == made


def test_the_readme_shows_pictures_that_the_command_makes(command: ModuleType) -> None:
    shown = _SHOWN.findall((ROOT / "README.md").read_text("utf-8"))
    assert shown
    made = {str(picture.file.relative_to(ROOT)) for picture in command.PICTURES}
    assert {path for _, path in shown} <= made


def test_the_command_shows_no_texts(
    command: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PACTGRAPH_ARTICLES", str(tmp_path))
    started: dict[str, object] = {}

    class Stopped(Exception):
        """The server is not to be started here."""

    def popen(arguments: list[str], **options: object) -> None:
        started.update(options, arguments=arguments)
        raise Stopped

    monkeypatch.setattr(command.subprocess, "Popen", popen)
    with pytest.raises(Stopped), command._served():
        pass
    assert "PACTGRAPH_ARTICLES" not in started["env"]  # type: ignore[operator]
    assert "--articles" not in started["arguments"]  # type: ignore[operator]
