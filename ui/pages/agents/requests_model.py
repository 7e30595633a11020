"""What an agent asks for: approved in full or in part, or declined with a reason; what waits stands first."""

from __future__ import annotations

from uuid import UUID

from app.core.agents.commands.requests import approve_request, decline_request
from app.core.agents.queries import requests
from app.core.agents.views import RequestView
from app.kernel.i18n import _
from ui.pages.agents.form import APPROVE, FormLine, FormView
from ui.pages.agents.part_model import PartModel

WAITS = "asked"


class RequestsModel(PartModel):
    """The requests of one agent."""

    def ask_all(self, agent_id: UUID) -> None:
        self.ask(requests, self._show_found, agent_id=agent_id)

    def take(self, place: int) -> None:
        """Its lines; while nobody has answered it, how much of each is given."""
        if 0 <= place < len(self.items):
            self.spot = place
            self.form_wanted.emit(_form_of(self.items[place]))

    def approve(self, form: FormView) -> None:
        """So much of each product is given: a transfer is made of it."""
        def done(_transfer_id: object) -> None:
            self._say(_("Request {number} is approved: the goods are handed over."), form)

        self.act(approve_request, done, request_id=form.subject_id, approved={line.key: line.milli for line in form.lines})

    def decline(self, form: FormView, reason: str) -> None:
        """Nothing is given, for this reason."""
        def done(_answer: object) -> None:
            self._say(_("Request {number} is declined."), form)

        self.act(decline_request, done, request_id=form.subject_id, reason=reason)

    def _say(self, words: str, form: FormView) -> None:
        self.told.emit(self._desk.say(words).format(number=form.number))
        self.form_done.emit()

    def _show_found(self, found: tuple[RequestView, ...]) -> None:
        self.show_items(tuple(sorted(found, key=lambda each: each.state != WAITS)))


def _form_of(request: RequestView) -> FormView:
    lines = tuple(
        FormLine(
            line.product_id, line.product_id, line.name, line.unit,
            line.asked_milli if line.approved_milli is None else line.approved_milli, line.asked_milli,
        )
        for line in request.lines
    )
    form = FormView(
        APPROVE, request.request_id, request.number, request.at, "", request.reason or request.note or "", request.state,
        request.state == WAITS, lines,
    )
    return form.walked_to(0)
