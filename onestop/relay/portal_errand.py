"""What the national portal is still to be told of one dossier, line by line."""

from dataclasses import dataclass, field

from onestop.domain.formats.portal_facts import SentDossier, SentProgress
from onestop.queries.portal_picture import Picture
from onestop.usecases.portal_queue import Claimed, Outcome


@dataclass
class Errand:
    """The next line of one dossier, and what is left after it."""

    of: Claimed
    picture: Picture
    left: list[int]
    known: bool
    ended: list[Outcome] = field(default_factory=list)

    @property
    def seq(self) -> int:
        return self.left[0]

    @property
    def facts(self) -> SentDossier:
        """As it stood after this line; after the newest the portal was told of, when this one is told late."""
        return self.picture.after(max(self.seq, self.of.last_sent))

    @property
    def entry(self) -> SentProgress | None:
        """Its progress; a line told after later ones makes no entry, for the list is in order of time."""
        return self.picture.progress(self.seq) if self.seq > self.of.last_sent else None

    def end(self, state: str, fault: str = "", answer: str = "") -> None:
        """This line is done with; what could not be told just now holds up the ones after it."""
        seqs = self.left if state in ("again", "away") else self.left[:1]
        self.ended += [Outcome(self.of.dossier_id, seq, state, fault, answer) for seq in seqs]
        self.known = self.known or state == "sent"
        self.left = self.left[len(seqs) :]
