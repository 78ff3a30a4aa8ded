"""The commands for whoever looks after an installation: what they say, and their exit codes."""

import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import NamedTuple

import pytest

from displays.clips import to_build
from hardware.drivers import clips_build

ROOT = Path(__file__).parent.parent


class Told(NamedTuple):
    exit_code: int
    output: str


class Run:
    """The program itself, in an installation of its own."""

    def __init__(self, data: Path) -> None:
        own = {"ONESTOP_DATA_DIR": str(data), "ONESTOP_DEMO_PASSWORD": "calm morning"}
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("ONESTOP_")} | own

    def __call__(self, *words: str, **settings: str) -> Told:
        done = subprocess.run(
            [sys.executable, "-m", "onestop.cli", *words],
            cwd=ROOT,
            env=self.environment | settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert "Traceback" not in done.stderr
        return Told(done.returncode, done.stdout + done.stderr)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_a_new_installation_is_migrated_seeded_once_and_found_well(run: Run) -> None:
    before = run("doctor")
    assert before.exit_code == 1
    assert "BAD  schema is older: run `onestop migrate`" in before.output
    assert run("seed").exit_code == 2
    assert run("migrate").exit_code == 0
    made, again = run("seed"), run("seed")
    assert made.output.startswith("office most made")
    assert again.output.startswith("office most is there")
    after = run("doctor")
    assert after.exit_code == 0
    assert "ok   offices: most" in after.output
    assert "BAD" not in after.output


def test_the_doctor_shows_no_secret(run: Run) -> None:
    mail = {"ONESTOP_SMTP_URL": "smtp://post:hidden@mail.example:587"}
    told = run("doctor", **mail, ONESTOP_SIGN_PASSWORD="very secret").output
    for secret in ("hidden", "very secret", "calm morning"):
        assert secret not in told
    assert "smtp://post:********@mail.example:587" in told


def test_a_database_that_cannot_be_reached_is_told_not_raised(run: Run) -> None:
    away = {"ONESTOP_DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/nowhere"}
    told = run("doctor", **away)
    assert told.exit_code == 1
    assert "BAD  the database of ONESTOP_DATABASE_URL cannot be reached" in told.output
    assert run("migrate", **away).exit_code == 2


def test_the_welcome_says_where_everything_is(run: Run) -> None:
    told = run("welcome").output
    for screen in ("/kiosk/kiosk-1?key=", "/hall/board-1?key=", "/counter", "/reception", "/floor", "/setup"):
        assert screen in told
    assert "as set in ONESTOP_DEMO_PASSWORD" in told


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_clips_are_built_for_every_word_of_a_call(tmp_path: Path) -> None:
    wanted = dict(list(to_build().items())[:3])
    assert clips_build.build(tmp_path, wanted) == len(wanted) + 1
    for name in (*wanted, "gong"):
        with wave.open(str(tmp_path / f"{name}.wav"), "rb") as clip:
            assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (clips_build.RATE, 1, 2)
            assert clip.getnframes() > clips_build.RATE // 10


def test_without_the_engine_the_shipped_clips_stay(run: Run) -> None:
    told = run("voices", PATH="/nowhere")
    assert told.exit_code == 2
    assert "espeak-ng is not installed; the shipped clips stay as they are." in told.output


def test_a_real_office_is_opened_with_its_administrator(run: Run) -> None:
    asked = ("office", "phuong-1", "--name", "Một cửa phường 1", "--name-en", "Ward 1", "--admin", "quan.tri")
    assert run("migrate").exit_code == 0
    made = run(*asked, "--admin-name", "Nguyễn Quản Trị")
    assert made.exit_code == 0
    assert "office phuong-1 is open" in made.output
    again = run(*asked, "--admin-name", "Nguyễn Quản Trị")
    assert (again.exit_code, "phuong-1 is given already" in again.output) == (2, True)
    wrong = run("office", "Phường", *asked[2:], "--admin-name", "Nguyễn")
    assert (wrong.exit_code, "code will not do" in wrong.output) == (2, True)
