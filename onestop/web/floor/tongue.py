"""Words made on the server in both languages, shown in the reader's."""

from typing import Any

import reflex as rx

from onestop.web.session import Visitor


def told(words: Any) -> Any:
    return rx.cond(Visitor.locale == "en", words.en, words.vi)
