"""Settings that cannot be right are refused by name before anything starts."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from onestop.config import Settings
from onestop.doctor import checks


@pytest.mark.parametrize("url", ["smtp://", "smtp://mail:0", "smtp://mail:99999", "http://mail", "smtp:// mail"])
def test_a_mail_server_that_is_none(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, smtp_url=url)
    assert refused.value.errors()[0]["loc"] == ("smtp_url",)


def test_the_doctor_says_how_notices_leave_and_no_password(tmp_path: object) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, smtp_url="smtp://motcua:geheim@mail.example.vn")
    told = "\n".join(sentence for _, sentence in checks(settings))
    assert "mail.example.vn" in told
    assert "geheim" not in told
    assert "outgoing" in told


def said(folder: Path, *command: str, **settings: str) -> tuple[int, str]:
    """Exit code and everything a command of its own process said."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")}
    known |= {
        "ONESTOP_DATA_DIR": str(folder),
        **{f"ONESTOP_{name.upper()}": value for name, value in settings.items()},
    }
    ended = subprocess.run(
        [sys.executable, "-m", "onestop.cli", *command],
        check=False,
        env=known,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ended.returncode, ended.stdout + ended.stderr


AWAY = "postgresql+psycopg://nobody@127.0.0.1:1/none"


@pytest.mark.parametrize("command", ["seed", "hub", "web", "migrate"])
def test_a_database_that_is_away_is_one_sentence(tmp_path: Path, command: str) -> None:
    assert said(tmp_path, command, database_url=AWAY) == (
        2,
        "ONESTOP_DATABASE_URL names a database that cannot be reached.\n",
    )


@pytest.mark.parametrize("command", ["seed", "hub", "web"])
def test_a_database_without_tables_says_what_to_do(tmp_path: Path, command: str) -> None:
    code, words = said(tmp_path, command)
    assert (code, words.count("\n")) == (2, 1)
    assert "onestop migrate" in words


def test_a_taken_port_and_workers_without_redis(tmp_path: Path) -> None:
    assert said(tmp_path, "migrate") == (0, "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, words = said(tmp_path, "web", http_port=port)
    assert (code, words) == (2, f"ONESTOP_HTTP_PORT {port} is taken or not allowed on this machine.\n")
    code, words = said(tmp_path, "web", http_workers="3")
    assert (code, "ONESTOP_REDIS_URL" in words) == (2, True)


def test_the_demonstrations_password_is_printed_once(tmp_path: Path) -> None:
    said(tmp_path, "migrate")
    code, words = said(tmp_path, "seed")
    password = (tmp_path / "demo-password").read_text("utf-8").strip()
    assert (code, password in words) == (0, True)
    again = said(tmp_path, "seed")
    assert "office most is there" in again[1]
    assert password not in again[1]
