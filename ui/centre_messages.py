"""The sentences of `ui/messages.py` that are about the centre and telling it: what is wrong, and what to do next."""

from __future__ import annotations

from app.kernel.i18n import _

CENTRE_MESSAGES: dict[str, str] = {
    "centre.unreachable": _("The centre does not answer ({detail}). What happened here is kept and sent when it does."),
    "centre.untrusted": _("Who answers there does not prove to be the centre ({detail}). Check this computer's date; else ask "
                          "for the centre's certificate."),
    "centre.no_tls": _("The way to the centre is not protected: others could read along. Let this computer in with the "
                       "centre's certificate."),
    "centre.wrong_password": _("The centre does not accept this computer's password. Let it in anew."),
    "centre.bad_certificate": _("{path} is not the certificate of an authority ({detail}). Ask whoever runs the centre for it."),
    "centre.bad_address": _("The address of the centre cannot be understood ({detail}). Check it."),
    "centre.no_such_place": _("The server answers, but has no such database or login. Check the address of the centre."),
    "centre.other_kind": _(
        "{role} is known to the centre as the other: a till or an office. That does not change; add another one."
    ),
    "centre.missing": _("There is no centre in this database yet. Install one first."),
    "centre.newer": _("The centre is of a later version (step {installed}). Update this program."),
    "centre.too_old": _("The centre needs PostgreSQL 15 or later; this is {version}."),
    "centre.no_right": _("This login may not do that at the centre ({detail}). Ask whoever runs the database."),
    "centre.not_enrolled": _(
        "This computer is not known to the centre, or may no longer speak there. Ask the centre's owner to let it in."
    ),
    "centre.too_much": _("Too much was sent to the centre at once. Call support with the log."),
    "centre.older_format": _("The centre is older than this program. What happens is kept and sent once the centre is updated."),
    "centre.other_epoch": _("The centre was restored from a backup. All that it has is read again from the beginning."),
    "centre.copy": _(
        "Another copy of this shop's file speaks to the centre as this till. Sales here are kept and not told. Close one of them."
    ),
    "centre.refused": _("The centre has refused: {detail}. What happened here is kept."),
    "centre.no_embedded": _("PostgreSQL is not in this installation. A developer's has it: install requirements-dev.lock."),
    "centre.not_connected": _("This shop tells no centre yet. Connect it with its address first."),
    "conflict.gone": _("There is no such conflict any more. Somebody has decided it, or its number is mistyped."),
    "conflict.unusable": _("That value cannot be used here ({detail}). Open the card and enter what counts."),
    "sync.take_over": _(
        "The other copy of this file may speak to the centre no more after this. Go on as the till with this one?"
    ),
    "sync.read_anew": _("It may take some minutes; nothing that is here is lost. Read everything from the centre anew?"),
    "receipt.only_centre_knows": _("This receipt is not known in this branch, and the centre does not answer. Try again when it "
                                   "does; until then there is only a return without a receipt."),
    "receipt.not_whole": _("This receipt is of goods or people that this till has not heard of yet ({detail}). "
                           "Try again in a minute."),
    "return.needs_no_answer": _("The goods of return {number} were sold in the branch that took them back: it needs no word."),
    "return.of_other_branch": _("The goods of return {number} were sold in another branch: it, or the office, confirms."),
    "return.confirmed_already": _("Return {number} is confirmed already."),
    "return.more_back_than_sold": _("With return {number} more came back than was sold. Confirm it all the same?"),
    "centre.no_answer": _("The centre has not answered every document. They are sent again."),
}
"""By code; `ui/messages.py` has them among all others."""
