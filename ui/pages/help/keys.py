"""The one list of keys, by screen, and how the most wanted things are done. A test compares it with the screens' real keys."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.i18n import _


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` do the same, or (a row of them) the same to different things; with a `layout` only in that one of the checkout."""

    words: str
    keys: tuple[str, ...]
    layout: str = ""

    @property
    def cap(self) -> str:
        """As it is shown: `F2`, `+ −`, `Alt+1…6`."""
        if len(self.keys) > 2:
            return f"{self.keys[0]}…{self.keys[-1].rpartition('+')[2]}"
        return "  ".join(self.keys)


@dataclass(frozen=True, slots=True)
class Group:
    """The keys of some screens."""

    title: str
    screens: tuple[str, ...]
    keys: tuple[Key, ...]


def _alt(last: int) -> tuple[str, ...]:
    return tuple(f"Alt+{place}" for place in range(1, last + 1))


_LIST = Key(_("Walk in the list"), ("↑", "↓"))
EVERYWHERE = Group(
    _("Everywhere"), (), (
        Key(_("This help"), ("F1",)), Key(_("My language, colours and size of text"), ("Shift+F11",)),
        Key(_("Back; nothing is lost"), ("Esc",)), Key(_("The green key"), ("Enter",)), Key(_("To the next field"), ("Tab",)),
        Key(_("The first answer of a question"), ("Ctrl+Enter",)), Key(_("How printer, scale and centre stand"), ("Ctrl+I",)),
        Key(_("A load on the simulated scale"), ("Ctrl+W",)),
    ),
)
GROUPS = (
    Group(
        _("Receipt"), ("checkout",), (
            Key(_("Search or scan"), ("F2",)), Key(_("Take the payment"), ("F12",)),
            Key(_("Quantity of the line"), ("F4",)),
            Key(_("Price of the line"), ("Shift+F4",)), Key(_("Weight; while it is weighed, the tare"), ("F5",)),
            Key(_("Discount: on the line, on the receipt, as a sum"), ("F8",)), Key(_("Goods without a card"), ("Ins",)),
            Key(_("One more, one less"), ("+", "−")), Key(_("Choose a line"), ("↑", "↓")),
            Key(_("Delete the line"), ("Del",)), Key(_("Take back the last line"), ("Ctrl+Z",)),
            Key(_("Customer"), ("F6",)), Key(_("Return"), ("F7",)), Key(_("Put on hold, or take up again"), ("F9",)),
            Key(_("Cash in and out, drawer"), ("F10",)), Key(_("Another cashier"), ("F11",)), Key(_("All functions"), ("F3",)),
            Key(_("Quick goods: choose; once more: arrange"), ("Ctrl+T",), "touch"),
            Key(_("Quick goods by number"), _alt(9), "keyboard"),
            Key(_("For fingers or for a keyboard"), ("Ctrl+L",)),
        ),
    ),
    Group(
        _("Payment"), ("payment", "exchange"), (
            Key(_("Way of paying"), _alt(6)), Key(_("Customer"), ("F6",)), Key(_("Take the money"), ("Enter",)),
            Key(_("Back to the receipt"), ("Esc",)), Key(_("A card in doubt: pay in another way"), ("F8",)),
            Key(_("Give a card payment back"), ("F7",)),
        ),
    ),
    Group(
        _("After the sale"), ("paid", "given_back", "bag_sold", "bag_given_back"), (
            Key(_("Next customer"), ("Enter", "F12")), Key(_("Print again"), ("P",)), Key(_("Save as PDF"), ("S",)),
        ),
    ),
    Group(
        _("Return: which receipt"), ("return",), (
            Key(_("A day earlier, a day later"), ("Alt+←", "Alt+→")), Key(_("Without a receipt"), ("F9",)), _LIST,
            Key(_("Open the receipt"), ("Enter",)),
        ),
    ),
    Group(
        _("Return: which goods"), ("return_lines",), (
            Key(_("Whole receipt"), ("A",)), Key(_("Choose a line"), ("Space",)), Key(_("One more, one less"), ("+", "−")),
            Key(_("Back on sale, or written off"), ("F3",)), Key(_("How the money goes back"), ("F8",)),
            Key(_("Exchange"), ("F9",)), Key(_("Why it comes back"), _alt(5)), Key(_("Search or scan"), ("F2",)),
            Key(_("Quantity of the line"), ("F4",)), Key(_("Price"), ("F6",)), Key(_("Give back"), ("Enter",)),
        ),
    ),
    Group(
        _("Receipts of the shift"), ("receipts",), (
            _LIST, Key(_("Print a copy"), ("P",)), Key(_("Save as PDF"), ("S",)), Key(_("Return goods"), ("Enter",)),
        ),
    ),
    Group(_("X report"), ("x",), (Key(_("Print"), ("P",)),)),
    Group(
        _("Closed shifts"), ("closings",), (_LIST, Key(_("Print again"), ("P",)), Key(_("Count it again"), ("Enter",))),
    ),
    Group(
        _("In doubt"), ("in_doubt",), (
            _LIST, Key(_("Ask the device again"), ("Enter",)), Key(_("It was done: there is a slip"), ("F2",)),
            Key(_("Nothing came of it"), ("Del",)),
        ),
    ),
    Group(_("Centre"), ("centre",), (
        _LIST, Key(_("Tell the centre now"), ("Enter",)), Key(_("Use the other till's value, or confirm a return"), ("F2",)),
        Key(_("Leave it as it is"), ("Del",)),
    )),
    Group(_("Sales on hold"), ("parked",), (_LIST, Key(_("Go on with it"), ("Enter",)), Key(_("Delete"), ("Del",)))),
    Group(
        _("Customers"), ("customer",), (
            Key(_("Search"), ("F2",)), _LIST, Key(_("New customer"), ("Ins",)), Key(_("Nobody"), ("Del",)),
            Key(_("Choose"), ("Enter",)), Key(_("Merge with another card of the same person"), ("F4",)),
        ),
    ),
    Group(
        _("Goods"), ("goods",), (
            Key(_("Search"), ("F2",)), _LIST, Key(_("New product"), ("Ins",)), Key(_("Save"), ("Ctrl+S", "Enter")),
            Key(_("Change what is in the set"), ("F4",)),
        ),
    ),
    Group(
        _("What is in the set"), ("set_parts",), (
            Key(_("Search or scan"), ("F2",)), _LIST, Key(_("How much is in one set"), ("Enter",)),
            Key(_("Take it out of the set"), ("Del",)), Key(_("Done"), ("Ctrl+S",)),
        ),
    ),
    Group(
        _("Stock"), ("stock",), (
            Key(_("Search or scan"), ("F2",)), _LIST, Key(_("Levels, documents"), _alt(2)),
            Key(_("Into the list on the right; who took of a layer"), ("Enter",)), Key(_("Layers or movements"), ("F3",)),
            Key(_("All levels, below zero, nothing left"), ("F4",)), Key(_("Labels for these goods"), ("F6",)),
            Key(_("Take the document back; once more: do it"), ("F8",)),
        ),
    ),
    Group(
        _("Stock documents by scanner"), ("receiving", "counting", "writing_off", "sending_back", "an_order", "a_transfer"), (
            Key(_("Search or scan"), ("F2",)), _LIST, Key(_("Quantity of the line"), ("Enter",)),
            Key(_("Delete the line"), ("Del",)),
            Key(_("Post the document"), ("Ctrl+P",)),
        ),
    ),
    Group(
        _("Agents' report"), ("agents_report",), (
            _LIST, Key(_("By agent, product, day; top goods"), _alt(4)), Key(_("From which day to which"), ("F2",)),
            Key(_("Another figure in the plot"), ("F3",)), Key(_("Save as a workbook"), ("F8",)),
            Key(_("Save as PDF"), ("F9",)),
        ),
    ),
    Group(
        _("My bag"), ("bag",), (
            Key(_("Sell, what is in it, accept, ask for goods"), _alt(4)), Key(_("Search or scan"), ("F2",)), _LIST,
            Key(_("Another one in the list on the left"), ("PgUp", "PgDown")), Key(_("One more, one less"), ("+", "−")),
            Key(_("Quantity of the line"), ("F4",)), Key(_("Price of the line"), ("Shift+F4",)),
            Key(_("Delete the line"), ("Del",)), Key(_("The green key"), ("F12",)), Key(_("Return"), ("F7",)),
            Key(_("All functions"), ("F3",)), Key(_("Another person"), ("F11",)),
        ),
    ),
    Group(
        _("Return into the bag"), ("bag_return",), (
            Key(_("Search or scan"), ("F2",)), Key(_("Another sale"), ("PgUp", "PgDown")), _LIST,
            Key(_("One more, one less"), ("+", "−")), Key(_("Quantity of the line"), ("F4",)),
            Key(_("Why it comes back"), _alt(5)), Key(_("Give back"), ("F12",)),
        ),
    ),
    Group(
        _("Agents"), ("agents",), (
            Key(_("Search or scan"), ("F2",)), _LIST, Key(_("Bag, transfers, requests, settlement"), _alt(4)),
            Key(_("Into the list on the right; open what stands there"), ("Enter",)), Key(_("The green key"), ("F12",)),
            Key(_("Quantity of the line"), ("F4",)), Key(_("All of each line; once more: none"), ("F5",)),
            Key(_("One more, one less"), ("+", "−")), Key(_("Delete the line"), ("Del",)),
            Key(_("Give it up; decline a request"), ("F8",)), Key(_("New agent"), ("Ins",)), Key(_("Commission"), ("F6",)),
            Key(_("The bag to another till"), ("F9",)), Key(_("Report"), ("F3",)),
        ),
    ),
    Group(
        _("Between stores"), ("transfers",), (
            _LIST, Key(_("On the way, differences, all"), _alt(3)), Key(_("Send goods"), ("Ins",)),
            Key(_("How much has arrived"), ("Enter",)), Key(_("It has arrived"), ("Ctrl+P",)),
        ),
    ),
    Group(
        _("Best before"), ("expiring",), (
            _LIST, Key(_("Days ahead"), _alt(3)), Key(_("Write the lot off"), ("Enter",)),
        ),
    ),
    Group(
        _("What to order"), ("ordering",), (
            Key(_("Search or scan"), ("F2",)), _LIST, Key(_("What runs low, orders"), _alt(2)),
            Key(_("How much there should be"), ("Enter",)), Key(_("Set the minimum"), ("Ctrl+S",)),
            Key(_("Order, or goods in"), ("Ctrl+P",)),
        ),
    ),
    Group(_("Price list"), ("import",), (Key(_("Choose a file"), ("Ctrl+O",)), Key(_("Go on"), ("Enter",)))),
    Group(_("Cash in and out, drawer"), ("cash",), (
        Key(_("Cash in"), ("F2",)), Key(_("Cash out"), ("F3",)), Key(_("Drawer"), ("F4",)), Key(_("What for"), _alt(6)),
        Key(_("Do it"), ("Enter",)),
    )),
    Group(
        _("Close the shift"), ("close",), (
            Key(_("Next note or coin"), ("Enter", "↓")), Key(_("One more, one less"), ("+", "−")), Key(_("Count again"), ("F4",)),
            Key(_("Call a manager"), ("F8",)), Key(_("Compare, close, sign out"), ("F12",)),
        ),
    ),
    Group(
        _("More…"), ("menu", "stock_work"), (
            Key(_("A function by its figure"), ("1", "2", "3", "4", "5", "6", "7", "8", "9")),
            Key(_("A function by its key"), ("F2", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12")),
            Key(_("Walk among the keys"), ("←", "→")),
        ),
    ),
    Group(
        _("Sign in"), ("sign_in",), (
            Key(_("Who is working?"), ("↑", "↓")), Key(_("Letters find a name, figures are the PIN"), ("A", "0")),
            Key(_("Take one back"), ("⌫",)), Key(_("Sign in"), ("Enter",)),
        ),
    ),
    Group(_("Open the shift"), ("shift",), (Key(_("Open the shift"), ("Enter",)), Key(_("All functions"), ("F3",)))),
    Group(_("Settings"), ("settings",), (
        Key(_("Part of the settings"), _alt(6)), Key(_("Save what is typed"), ("Ctrl+S",)),
        Key(_("Try a device"), ("Ctrl+E",)),
    )),
    Group(_("Help"), ("help",), (Key(_("Search"), ("F2",)), Key(_("Up and down the page"), ("PgUp", "PgDown")))),
)

HOW = (
    _("Sell: scan the goods, press F12, type what the customer gives and press Enter."),
    _("Goods without a barcode: type a part of the name, choose with the arrows and press Enter, or touch the tile."),
    _("Several pieces: type the quantity and press F4; + and − add and take away one."),
    _("Discount: choose the line, type the percent and press F8; press F8 twice for the whole receipt."),
    _("Something too much: Del deletes the chosen line, Ctrl+Z the last one."),
    _("The customer forgot something: F9 puts the receipt on hold; on an empty receipt F9 shows what is on hold."),
    _("Return: press F7, scan the code on the receipt, choose the goods and press Enter."),
    _("Once more on paper: More…, Receipts, choose the receipt and press P."),
    _("Cash in or out: press F10, type the sum, choose what for and press Enter."),
    _("End of the day: More…, Close the shift, count the drawer and press F12."),
)
"""The ten things that people ask for most."""
