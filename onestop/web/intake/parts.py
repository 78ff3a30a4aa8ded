"""The states as the pages see them: Vars, which a type checker would take for the values behind them."""

from typing import Any, Final

from onestop.web.intake.acts import Acts, Advice
from onestop.web.intake.checklist import Checklist
from onestop.web.intake.choosing import Choosing
from onestop.web.intake.state import Intake

does: Final[Any] = Intake
page: Final[Any] = Intake.page
person: Final[Any] = Intake.person
listed: Final[Any] = Checklist
acts: Final[Any] = Acts
advice: Final[Any] = Advice
choosing: Final[Any] = Choosing
AGAIN_MS: Final = 600
"""A second press within this is the same press [ms]."""
