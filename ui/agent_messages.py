"""The sentences of `ui/messages.py` that are about transfers and agents: what is wrong, and what to do next."""

from __future__ import annotations

from app.kernel.i18n import _

AGENT_MESSAGES: dict[str, str] = {
    "stock.more_than_on_hand": _("“{name}”: {asked} is asked for, and {on_hand} is on hand. Take less, or receive goods first."),
    "stock.product_gone": _("“{name}” was deleted from the goods. Take another product, or add this one again."),
    "stock.same_store": _("The goods are in “{name}” already. Choose another store."),
    "stock.is_a_bag": _("“{name}” is about an agent's bag. Open it under Agents."),
    "transfer.answered": _("What arrived of transfer {number} was entered already. Look at it in the list of transfers."),
    "transfer.more_than_sent": _("“{name}”: {sent} was sent, and {asked} cannot have arrived. Check the quantity."),
    "transfer.no_difference": _("Transfer {number} has no difference to settle."),
    "agents.half_a_piece": _("“{name}”: an agent takes whole pieces only, and {asked} is not whole. Enter a whole quantity."),
    "agents.other_branch": _("The agent belongs to another shop. Choose an agent of this one."),
    "agents.known": _("{name} is an agent already."),
    "agents.commission": _("Enter a commission from 0 to 100 percent."),
    "agents.not_for_a_bag": _("Transfer {number} is not for an agent. It is received under Stock."),
    "agents.more_than_in_bag": _(
        "“{name}”: {asked} is asked for, and {left} is left in the bag (by transfer: {transfers}). Take less."
    ),
    "agents.bag_elsewhere": _("The bag is sold from the till “{till}”. Let it go there first, or ask the manager."),
    "agents.bag_not_let_go": _("The till “{till}” still has the bag. Let it go there first, or take it away with a reason."),
    "agents.more_than_owed": _("The agent owes {owes}, and {amount} is being paid. Take it all the same?"),
    "agents.unknown": _("There is no agent with this name: {name}."),
    "agents.no_transfer": _("There is no transfer with the number {number}. Look at the number on it."),
    "agents.no_request": _("There is no request with the number {number}. Look at the number on it."),
    "agents.no_columns": _("The file {path} needs the columns code and quantity. Its columns are: {columns}."),
    "agents.bad_rows": _(
        "Nothing was stored: rows of the file {path} that cannot be used: {count}. Correct them, or take the good rows only."
    ),
    "period.backwards": _("The first day, {first}, comes after the last one, {last}."),
    "period.malformed": _("“{text}” is not a day. Write it as 2026-03-02."),
    "request.answered": _("Request {number} was answered already. Look at it in the list of requests."),
    "request.more_than_asked": _("“{name}”: {asked} was asked for, and {given} is more than that. Enter less."),
    "request.other_product": _("A product was not asked for in request {number}. Open the request again."),
    "transfer.other_line": _("A line is not of this transfer. Open the transfer again."),
}
