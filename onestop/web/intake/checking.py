"""What a press on the checklist means for one paper, as the use case takes it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from onestop.domain.errors import PaperUnknown
from onestop.domain.procedure import Component
from onestop.queries.dossier_facts import PaperView
from onestop.usecases.intake import MOST_COPIES, SETTLED, PaperSeen

COPIES: Final = ("originals", "certified", "plain", "compared")
_UNCOUNTED: Final[Mapping[str, Any]] = dict.fromkeys(COPIES, 0)
PHRASES: Final = ("unsigned", "unsealed", "unclear", "expired", "old_form", "not_certified", "differs", "incomplete")
"""What is most often wrong with a paper; the words are `intake.phrase_<name>`."""
_PLAIN_STATES: Final = ("good", "missing", "not_needed")


def paper_of(papers: Sequence[PaperView], code: str) -> PaperView:
    """Raises: PaperUnknown."""
    found = next((paper for paper in papers if paper.code == code), None)
    if found is None:
        raise PaperUnknown(paper=code[:40])
    return found


def as_it_stands(paper: PaperView) -> PaperSeen:
    counts = {kind: getattr(paper, kind) for kind in COPIES}
    return PaperSeen(paper.code, paper.state, paper.fault, **counts)


def marked(paper: PaperView, state: str, rule: Component | None) -> PaperSeen:
    """There, missing or not needed. What is there is counted as the law asks for it, until somebody counts."""
    seen = replace(as_it_stands(paper), state=state if state in _PLAIN_STATES else "missing", fault="")
    if state == "good" and not any(getattr(seen, kind) for kind in COPIES):
        originals, copies = (rule.originals, rule.copies) if rule else (1, 0)
        return replace(seen, originals=originals if originals or copies else 1, certified=copies)
    if state == "good":
        return seen
    return replace(seen, **_UNCOUNTED)


def counted(paper: PaperView, kind: str, text: str) -> PaperSeen:
    """So many copies; something that is no count leaves it as it was. The first copy makes a missing paper good."""
    seen = as_it_stands(paper)
    if kind not in COPIES or not text.strip().isdecimal() or len(text.strip()) > len(str(MOST_COPIES)):
        return seen
    count: Mapping[str, Any] = {kind: int(text)}
    seen = replace(seen, **count)
    return replace(seen, state="good") if int(text) and seen.state in ("missing", "not_needed") else seen


def answered(paper: PaperView, *, yes: bool) -> PaperSeen:
    """To the question of a paper that only some people need."""
    if not yes:
        return replace(as_it_stands(paper), state="not_needed", fault="", required=False, **_UNCOUNTED)
    seen = replace(as_it_stands(paper), required=True)
    return replace(seen, state="missing") if seen.state == "not_needed" else seen


def faulty(paper: PaperView, words: str) -> PaperSeen:
    return replace(as_it_stands(paper), state="wrong", fault=words)


def added(papers: Sequence[PaperView], name: str) -> PaperSeen:
    """A paper the list does not name, handed in all the same."""
    taken = {paper.code for paper in papers}
    free = next(n for n in range(1, len(papers) + 2) if f"more-{n}" not in taken)
    return PaperSeen(f"more-{free}", "good", originals=1, name=name)


def next_open(papers: Sequence[PaperView], code: str) -> str:
    """The next paper nobody has settled yet, from `code` on and round; `code` itself when all are."""
    codes = [paper.code for paper in papers]
    start = codes.index(code) + 1 if code in codes else 0
    turned = [*papers[start:], *papers[:start]]
    return next((paper.code for paper in turned if paper.state not in SETTLED and paper.state != "wrong"), code)


def neighbour(papers: Sequence[PaperView], code: str, by: int) -> str:
    codes = [paper.code for paper in papers]
    if not codes:
        return ""
    place = codes.index(code) + by if code in codes else 0
    return codes[max(0, min(len(codes) - 1, place))]
