"""Messages as files in a folder, for whatever takes them on: text messages, and e-mails where no server is named.

A message's file has its id for a name and nothing personal in it; the same message twice is the same file.
"""

import os
from pathlib import Path
from typing import Final

from onestop.gateways.email import written
from onestop.gateways.message import Message, NotSent


class TextFolder:
    """A text message as `<id>.txt`: the number, an empty line, the text."""

    name: Final = "folder"
    repeats: Final = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> str:
        """The file's name. Raises `NotSent`: `folder.failed`."""
        return _put(self._folder / f"{message.id.hex}.txt", f"{message.address}\n\n{message.text}\n".encode())


class LetterFolder:
    """An e-mail as `<id>.eml`, ready to be handed to any server."""

    name: Final = "folder"
    repeats: Final = True

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def send(self, message: Message) -> str:
        """The file's name. Raises `NotSent`: `folder.failed`, or `smtp.address`: what was left is no address."""
        return _put(self._folder / f"{message.id.hex}.eml", written(message, self._sender).as_bytes())


def _put(path: Path, content: bytes) -> str:
    """Whole or not at all, for its owner's eyes only."""
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        raise NotSent("folder.failed") from None
    return path.name
