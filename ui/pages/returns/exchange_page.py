"""The end of an exchange: what comes back, what is taken, and the difference, whichever way it goes."""

from __future__ import annotations

from app.core.documents.titles import TENDERS
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.parts import column, hairline, holding, label, row
from ui.kit.tokens import BOLD, HUGE, LARGE, MEDIUM, TITLE
from ui.pages.payment.handing import TakingScreen
from ui.pages.returns.exchange_model import ExchangeModel

WAYS = ("cash", "card", "qr")


class ExchangePage(TakingScreen):
    """What comes back stays in hand when one leaves."""

    def __init__(self, desk: Desk, model: ExchangeModel) -> None:
        ways = [(way, TENDERS[way]) for way in WAYS]
        words = desk.say(_("Exchange"))
        super().__init__(desk, ways, title=words, words=words, handed_minor=model.view.handed_minor)
        self._desk, self._model = desk, model
        self._back, self._taken = label(size=TITLE, right=True), label(size=TITLE, right=True)
        self._difference_words, self._difference = label(size=TITLE, weight=MEDIUM), label(size=HUGE, weight=BOLD, right=True)
        self._parts = label(size=TITLE, right=True, wrap=True)
        self._giving = holding(column(self._parts, margin=24), "card")
        back = desk.say(_("Comes back ({number})")).format(number=model.view.number)
        self._sums = column(
            row(label(back, size=LARGE, ink="muted"), self._back, gap=12),
            row(label(desk.say(_("Taken instead")), size=LARGE, ink="muted"), self._taken, gap=12), hairline(),
            row(self._difference_words, self._difference, gap=12), gap=8, margin=(24, 16, 24, 16),
        )
        self.lay_out(holding(self._sums, "card"), self.handing, self._giving)
        self.handing.chosen.connect(model.choose)
        self.handing.handed.connect(model.hand)
        self.handing.entered.connect(model.take)
        self.take.clicked.connect(model.take)
        model.changed.connect(self._render)
        self._render()

    def _render(self) -> None:
        view, desk, quote = self._model.view, self._desk, self._model.view.quote
        self.take.show_as(enabled=quote is not None and not quote.missing_minor and not view.busy)
        if quote is None:
            return
        self._back.setText(desk.money(quote.back_minor, currency=False))
        self._taken.setText(desk.money(quote.taken_minor, currency=False))
        is_paid, is_given = bool(quote.left_minor), bool(quote.parts)
        figure = view.due_minor if is_paid else quote.given_minor
        words = _("To pay") if is_paid else _("To give back") if is_given else _("Nothing to pay")
        self._difference_words.setText(desk.say(words))
        self._difference.setText(desk.money(figure))
        if self.handing.isHidden() == is_paid:
            self.handing.setVisible(is_paid)
            self.shown()
        self.handing.card.setVisible(view.tender == "cash")
        self._giving.setVisible(is_given)
        self.handing.show_tenders(view.tender, held={})
        told = (f"{desk.say(TENDERS.get(tender, tender))} {desk.money(minor)}" for tender, minor in quote.parts)
        self._parts.setText("\n".join(told))
        self.handing.show_back(change_minor=quote.change_minor, missing_minor=quote.missing_minor)
        change = desk.say(_("change {sum}")).format(sum=desk.money(quote.change_minor))
        self.take.show_as(detail=change if quote.change_minor else desk.money(figure) if figure else "")
        self.handing.show_sums(quote.likely_minor if is_paid and view.tender == "cash" else ())
