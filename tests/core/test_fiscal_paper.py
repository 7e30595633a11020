"""The fiscal sign on a receipt: there when the register has answered, promised while it has not, on every form of paper."""

from __future__ import annotations

from uuid import UUID

from app.core.documents.paper import lines, slip
from app.core.documents.pdf import pdf_bytes
from app.core.documents.queries import receipt, return_receipt
from app.core.documents.showing import shown_document
from app.core.intents.commands import give_up_intent, mark_answered, mark_asked
from app.core.intents.queries import waiting_intents
from app.core.intents.views import FISCAL_KINDS
from app.ports import FiscalAnswer
from devices.printers.escpos import code_page_bytes
from devices.printers.pages import code_page
from tests.shop_floor import ShopFloor

LINK = "https://consumer.example/i=7"
SIGNED = FiscalAnswer("approved", sign="7000001", register_number="010101012345", document_number="12", link=LINK)


def fiscal(till: ShopFloor) -> UUID:
    """A sale of a till with a register, which has not been told yet."""
    till.device("fiscal_register", driver="webkassa", address="http://127.0.0.1:1")
    return till.sell("111", cash=3000).sale_id


def register(till: ShopFloor, answer: FiscalAnswer) -> None:
    (intent_id,) = till.ask(waiting_intents, kinds=FISCAL_KINDS)
    till.do(mark_asked, intent_id=intent_id, device="register")
    till.do(mark_answered, intent_id=intent_id, answer=answer)


def test_a_shop_without_a_register_says_nothing_of_it(till: ShopFloor):
    assert till.ask(receipt, sale_id=till.sell("111", cash=3000).sale_id).fiscal is None


def test_what_is_not_registered_yet_says_that_it_follows_and_a_copy_carries_the_sign(till: ShopFloor):
    sale_id = fiscal(till)
    assert any("The fiscal receipt follows" in line for line in lines(till.ask(receipt, sale_id=sale_id), 48, "en"))
    register(till, SIGNED)
    copy = till.ask(receipt, sale_id=sale_id, copy=1)
    paper = lines(copy, 32, "en")
    assert any("COPY 1" in line for line in paper)
    assert not any("follows" in line for line in paper)
    for figure in ("7000001", "010101012345", "12"):
        assert any(line.endswith(figure) for line in paper)
    assert LINK.replace(":", "") in "".join(line.strip() for line in paper).replace(":", "")


def test_the_code_of_the_link_is_on_screen_pdf_and_printer(till: ShopFloor):
    sale_id = fiscal(till)
    before = till.ask(receipt, sale_id=sale_id)
    register(till, SIGNED)
    after = till.ask(receipt, sale_id=sale_id)
    shown = till.ask(shown_document, document_kind="sale", document_id=sale_id, language="en")
    assert set(shown.squares) == {LINK, after.qr}
    assert len(pdf_bytes(after, language="en")) > len(pdf_bytes(before, language="en"))
    job = code_page_bytes(slip(after, 48, "ru"), code_page("cp866"), columns=48, dots=576, cut="full", native_codes=True)
    assert LINK.encode() in job


def test_a_return_carries_its_own_sign_and_what_was_given_up_promises_nothing(till: ShopFloor):
    sale_id = fiscal(till)
    register(till, SIGNED)
    returned = till.give_back(sale_id)
    assert till.ask(return_receipt, return_id=returned.return_id).fiscal.sign == ""
    register(till, FiscalAnswer("declined", code="webkassa.11"))
    (intent,) = till.rows("SELECT id FROM intent WHERE kind = 'fiscal_return'")
    till.do(give_up_intent, intent_id=UUID(bytes=intent["id"]), reason="registered by hand")
    assert till.ask(return_receipt, return_id=returned.return_id).fiscal is None
