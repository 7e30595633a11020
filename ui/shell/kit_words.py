"""What the kit's own parts say in the language of whoever sits here: the decimal mark, the names of keys that show a picture."""

from __future__ import annotations

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import decimal_mark
from ui.kit.theme import THEME


def give_words(desk: Desk) -> None:
    """To all parts that are made from now on."""
    THEME.decimal_mark = decimal_mark(desk.language)
    THEME.names = {
        "close": desk.say(_("Leave it")), "backspace": desk.say(_("Take back the last figure")),
        "unclear": desk.say(_("This is no single clear figure, so it was not pasted. Type it.")),
    }
