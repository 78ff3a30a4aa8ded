"""The drawn day is the same for the same number, and looks like a day at a one-stop shop."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from onestop import day
from onestop.config import Settings
from onestop.day.door import Door, Tally
from onestop.day.people import BUTTONS, arrivals, service_min

QUEUES = list("ABCDEFGHK")


def test_the_same_number_draws_the_same_day() -> None:
    assert list(arrivals(QUEUES, 8, random.Random(3))) == list(arrivals(QUEUES, 8, random.Random(3)))


def test_a_day_has_its_peaks_and_its_priorities() -> None:
    people = [one for seed in range(10) for one in arrivals(QUEUES, 9, random.Random(seed))]
    per_hour = Counter(int(one.at_min // 60) for one in people)
    assert per_hour[1] > 1.5 * per_hour[3] > per_hour[4]
    assert 0.05 < sum(one.priority is not None for one in people) / len(people) < 0.11
    assert all(one.queue in BUTTONS and one.priority is None for one in people if one.button)


def test_service_takes_its_queues_time() -> None:
    rng = random.Random(5)
    times = sorted(service_min("A", rng) for _ in range(999))
    assert 9 < times[499] < 13
    assert times[0] > 1


def test_no_shop_is_one_sentence_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = Settings(_env_file=None, data_dir=tmp_path, http_port=1)
    with pytest.raises(SystemExit) as ended:
        day.drive(nobody, speed=60, hours=1, seed=1)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("Nothing answers at http://127.0.0.1:1;")


def test_a_press_without_a_hall_is_counted_not_raised(tmp_path: Path) -> None:
    tally = Tally()
    door = Door(Settings(_env_file=None, data_dir=tmp_path), tally)
    assert asyncio.run(door.press("dispenser-1", "1")) is False
    assert tally.refusals == {"hall.away": 1}
    assert "hall.away 1" in list(day.summary(tally))[-1]
    door.close()
