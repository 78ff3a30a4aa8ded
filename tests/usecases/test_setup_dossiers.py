"""The office's rules for dossiers: kept within bounds, the rest stays, and only an administrator changes them."""

from typing import Any

import pytest

from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import BadInput, Forbidden
from onestop.storage.rows import Office
from onestop.usecases.setup_dossiers import BOUNDS, save_dossier_policy
from tests.factories import Hall


def _save(hall: Hall, username: str = "admin1", **wanted: Any) -> None:
    save_dossier_policy(hall.work, hall.office_id, wanted, actor=hall.officer(username), now=hall.clock())


def _kept(hall: Hall) -> DossierPolicy:
    with hall.work.reading() as session:
        return DossierPolicy.of(session.get_one(Office, hall.office_id).policy)


def _all(hall: Hall) -> dict[str, Any]:
    with hall.work.reading() as session:
        return dict(session.get_one(Office, hall.office_id).policy)


def test_what_is_named_changes_and_the_rest_stays(lite_hall: Hall) -> None:
    before, hall_rules = _kept(lite_hall), _all(lite_hall)
    hours = ((1, "08:00", "11:30"), (1, "13:00", "17:00"), (6, "08:00", "12:00"))
    _save(lite_hall, hand_over_by=14, work_hours=hours, result_queue="A")
    after = _kept(lite_hall)
    assert (after.hand_over_by, after.work_hours, after.result_queue) == (14, hours, "A")
    assert (after.opinion_days, after.help_queue) == (before.opinion_days, before.help_queue)
    for name in set(hall_rules) - {"dossiers"}:
        assert _all(lite_hall)[name] == hall_rules[name]


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_of_every_number(lite_hall: Hall, name: str) -> None:
    low, high = BOUNDS[name]
    assert low <= getattr(DossierPolicy(), name) <= high
    for value in (low - 1, high + 1, str(low), True):
        with pytest.raises(BadInput) as refused:
            _save(lite_hall, "admin1", **{name: value})
        assert refused.value.facts["field"] == name
    _save(lite_hall, "admin1", **{name: high})
    assert getattr(_kept(lite_hall), name) == high


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"work_hours": ()}, "hours_1"),
        ({"work_hours": ((9, "08:00", "12:00"),)}, "hours_1"),
        ({"work_hours": ((3, "12:00", "08:00"),)}, "hours_3"),
        ({"work_hours": ((4, "8h", "12:00"),)}, "hours_4"),
        ({"work_hours": ((5, "08:00", "12:00"), (5, "11:00", "15:00"))}, "hours_5"),
        ({"result_queue": "ZZ"}, "result_queue"),
        ({"help_queue": 7}, "help_queue"),
        ({"phone_numbers": "no"}, "phone_numbers"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_what_is_refused_names_its_field(lite_hall: Hall, wanted: dict[str, Any], field: str) -> None:
    before = _kept(lite_hall)
    with pytest.raises(BadInput) as refused:
        _save(lite_hall, **wanted)
    assert refused.value.facts["field"] == field
    assert _kept(lite_hall) == before


@pytest.mark.parametrize("username", ["officer1", "supervisor1"])
def test_only_an_administrator(lite_hall: Hall, username: str) -> None:
    with pytest.raises(Forbidden):
        _save(lite_hall, username, opinion_days=5)
