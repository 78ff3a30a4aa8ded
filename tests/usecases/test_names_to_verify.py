"""Names the start data has from memory are marked in setup until an administrator says they were checked."""

from onestop.queries import setup_units as query
from onestop.usecases import demo_catalogue, setup_units
from onestop.usecases.setup_units import UnitWish
from tests.factories import Hall


def marks(hall: Hall) -> dict[str, str]:
    seen = query.view(hall.work, hall.office_id, hall.clock())
    return {str(entry.values["code"]): entry.mark for entry in (*seen.units, *seen.authorities)}


def test_what_was_written_from_memory_says_so_until_somebody_checked_it(hall: Hall) -> None:
    demo_catalogue.seed(hall.work, hall.office_id, hall.clock())
    before = marks(hall)
    assert (before["VPB"], before["ATBXHN"], before["000.00.00.G06"]) == ("unverified", "", "")
    wish = UnitWish("VPB", "Văn phòng Bộ", "000.00.00.G06", "Ministry Office")
    setup_units.save_unit(hall.work, hall.office_id, wish, actor=hall.officer("admin1"), now=hall.clock())
    assert marks(hall)["VPB"] == ""
