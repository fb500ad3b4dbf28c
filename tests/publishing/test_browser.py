"""Finding a browser: programs of Debian that Playwright does not look for, its channels, and one line when there is
none.
"""

from __future__ import annotations

import sys

import pytest

from utils.publishing import browser


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    browser.find.cache_clear()
    yield
    browser.find.cache_clear()


def programs(folder, monkeypatch, *names: str) -> None:
    """A PATH that holds only these, as a Debian has them in /usr/bin."""
    for name in names:
        (folder / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="names of Linux distributions")
def test_debian_programs_are_found_the_one_without_a_window_first(tmp_path, monkeypatch):
    programs(tmp_path, monkeypatch, "chromium", "chromium-headless-shell")
    found = browser.candidates()
    assert found[0] == str(tmp_path / "chromium-headless-shell") and found[-1] == str(tmp_path / "chromium")
    assert tuple(found[1:-1]) == browser.CHANNELS


def test_the_first_that_starts_is_taken_and_one_set_by_hand_before_all(tmp_path, monkeypatch):
    programs(tmp_path, monkeypatch)
    monkeypatch.setattr(browser, "_problem", lambda *command: "" if "msedge" in command[-1] else "Error: none")
    assert browser.find() == "msedge" and browser.launch_options()["channel"] == "msedge"
    monkeypatch.setenv(browser.VARIABLE, "/opt/browser")
    assert browser.launch_options()["executable_path"] == "/opt/browser"


@pytest.mark.parametrize("chosen", ["", "/opt/nothing-here"])
def test_one_line_says_that_there_is_none(chosen, tmp_path, monkeypatch, capsys):
    programs(tmp_path, monkeypatch)
    monkeypatch.setenv(browser.VARIABLE, chosen)
    monkeypatch.setattr(browser, "_problem", lambda *command: "Error: it is not there")
    with pytest.raises(browser.BrowserMissingError, match=f"{browser.VARIABLE}.*Error: it is not there"):
        browser.find()
    assert browser.main() == 1
    said = capsys.readouterr()
    assert not said.out and len(said.err.splitlines()) == 1 + (not chosen)


def test_what_a_command_says_as_it_fails_is_one_line():
    assert browser._problem("-c", "print(1)") == ""
    assert browser._problem("-c", "print('a'); raise ValueError('why\\nelse')") == "ValueError: why"
    assert browser._problem("-c", "raise SystemExit(3)") == "exit code 3"
