"""The papers of the dossier in hand: looked at one by one, counted, asked about, sent from a phone, reused."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from displays import qr
from onestop.domain.errors import BadInput
from onestop.usecases import incoming, intake, papers
from onestop.usecases.intake import INTAKE, PaperSeen
from onestop.web.intake import checking
from onestop.web.intake.facts import Invited
from onestop.web.intake.reading import identifier
from onestop.web.intake.state import Intake, worded
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.session import answered
from onestop.wiring import wiring
from onestop.words import say


class Checklist(Intake):
    faulting: str = ""
    """Code of the paper whose fault is being written."""
    phone: Invited = Invited()

    @rx.event
    @answered
    async def open_paper(self, code: str) -> None:
        await self._who(INTAKE)
        self.opened, self.faulting = code[:40], ""

    @rx.event
    @answered
    @worded
    async def move(self, by: int) -> None:
        """To the paper above or below."""
        await self._who(INTAKE)
        listed = self._mine().intake.view.papers
        self.opened, self.faulting = checking.neighbour(listed, self.opened, 1 if by > 0 else -1), ""

    @rx.event
    @answered
    @worded
    async def mark(self, code: str, state: str) -> None:
        """There, missing, wrong or not needed; on to the next one that nobody has looked at."""
        await self._who(INTAKE)
        looked = self._mine().intake
        paper = checking.paper_of(looked.view.papers, code)
        if state == "wrong":
            self.opened, self.faulting = code, code
            return
        await self._see(checking.marked(paper, state, looked.components.get(code)))
        if state != "missing":
            self.opened = checking.next_open(self._mine().intake.view.papers, code)

    @rx.event
    @answered
    @worded
    async def count(self, code: str, kind: str, text: str) -> None:
        await self._who(INTAKE)
        await self._see(checking.counted(checking.paper_of(self._mine().intake.view.papers, code), kind, text))

    @rx.event
    @answered
    @worded
    async def answer(self, code: str, said: str) -> None:
        """To the question whether this person needs the paper."""
        await self._who(INTAKE)
        paper = checking.paper_of(self._mine().intake.view.papers, code)
        await self._see(checking.answered(paper, yes=said == "yes"))

    @rx.event
    @answered
    @worded
    async def find_fault(self, form: dict[str, Any]) -> None:
        """What is wrong with the paper, in the officer's words."""
        await self._who(INTAKE)
        await self._wrong(str(form.get("code", "")), str(form.get("fault", "")))

    @rx.event
    @answered
    @worded
    async def phrase(self, code: str, name: str) -> None:
        """What is most often wrong, in one press; said after what was found before."""
        await self._who(INTAKE)
        if name not in checking.PHRASES:
            raise BadInput(field="fault")
        paper = checking.paper_of(self._mine().intake.view.papers, code)
        words = say("vi", f"intake.phrase_{name}")
        before = paper.fault if paper.state == "wrong" else ""
        if words.lower() not in before.lower():
            await self._wrong(code, f"{before}; {words.lower()}" if before else words)

    async def _wrong(self, code: str, words: str) -> None:
        paper = checking.paper_of(self._mine().intake.view.papers, code)
        await self._see(checking.faulty(paper, words))

    @rx.event
    @answered
    @worded
    async def add_paper(self, form: dict[str, Any]) -> EventSpec:
        await self._who(INTAKE)
        made = checking.added(self._mine().intake.view.papers, str(form.get("paper-name", "")))
        await self._see(made)
        self.opened = made.code
        return close_dialog("add-paper")

    @rx.event
    @answered
    @worded
    async def give_back(self) -> EventSpec:
        """Every original that was only compared goes back."""
        await self._who(INTAKE)
        codes = [paper.code for paper in self.page.papers if paper.to_give_back]
        await self._do(intake.give_back, codes)
        await self._again()
        return self._said("intake.done_give_back", n=len(codes))

    @rx.event
    @answered
    @worded
    async def reuse(self, code: str, file_id: str) -> EventSpec:
        await self._who(INTAKE)
        await self._do(papers.reuse, code[:40], identifier(file_id))
        await self._again()
        self.opened = checking.next_open(self._mine().intake.view.papers, code)
        return self._said("intake.done_reuse")

    @rx.event
    @answered
    @worded
    async def take_scan(self, code: str, scan_id: str) -> EventSpec:
        """What the counter's network scanner sent becomes the digital copy of this paper."""
        await self._who(INTAKE)
        await self._do(incoming.use, identifier(scan_id), code[:40])
        await self._again()
        return self._said("intake.done_take_scan")

    @rx.event
    @answered
    @worded
    async def discard_scan(self, scan_id: str) -> EventSpec:
        who, process = await self._who(INTAKE), wiring()
        await process.run(incoming.discard, process.work, identifier(scan_id), actor=who.actor, now=process.now())
        await self._again()
        return self._said("intake.done_discard_scan")

    @rx.event
    @answered
    @worded
    async def invite(self, code: str) -> EventSpec:
        """A code for a phone, which may send pictures of this one paper for a quarter of an hour."""
        await self._who(INTAKE)
        paper = checking.paper_of(self._mine().intake.view.papers, code)
        token = await self._do(papers.invite, paper.code)
        process = wiring()
        until = (process.now() + papers.HAND_OVER_FOR).isoformat()
        self.phone = Invited(paper.code, paper.name, qr.address(f"{process.settings.address}/h/{token}"), until)
        return open_dialog("phone")

    @rx.event
    @answered
    async def forget_phone(self) -> EventSpec:
        """The picture of the code leaves the screen; a phone that has it may still send."""
        await self._who(INTAKE)
        self.phone = Invited()
        return close_dialog("phone")

    async def _see(self, seen: PaperSeen) -> None:
        await self._do(intake.check_papers, [seen])
        self.faulting = ""
        await self._again()
