"""The manager's goods work at the window: labels for the shelf, and goods into a scale that prints labels."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.core.devices.commands import add_device
from app.demo.window.counter import Counter, Key
from app.kernel.i18n import _
from devices.simulators.label_scales import CasLabelScale
from devices.simulators.on_tcp import TcpDevice


def labels_for_the_shelf(at: Counter) -> None:
    """The new goods and a kind of tea, one of them twice; as sheets, since this shop has no label printer."""
    at.open_menu()
    at.press(Key.Key_7)
    for text in ("Тархун", "Ала-Арча", "чай"):
        at.keys(text)
        at.press(Key.Key_Return)
    at.press(Key.Key_Plus)
    model = at.till.labelling.labels
    at.hand.until(lambda: len(model.view.goods) == 3 and bool(model.view.picture), what="the label's picture")
    at.take("labels")
    count = model.view.count
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: model.view.path is not None, what="the sheet of labels")
    at.stage.tell(_("Labels for the shelf: {count}, as a sheet that any printer has."), count=count)
    _back(at)


def goods_into_the_scale(at: Counter) -> None:
    """The scale at the cheese counter has none of them yet; after that it has all."""
    scale = CasLabelScale()
    network = TcpDevice(scale.feed)
    try:
        at.in_the_office(add_device, by="owner", kind="label_scale", driver="cas", name="CAS CL5000", address=network.address)
        at.open_menu()
        at.press(Key.Key_8)
        model = at.till.labelling.scale_goods
        at.hand.until(lambda: model.view.to_send > 0, what="what the scale has not got")
        at.take("scale-goods")
        at.press(Key.Key_Return)
        at.hand.until(lambda: model.view.is_told, what="the scale")
        at.take("scale-goods-sent")
        at.stage.tell(_("Goods into the scale that prints labels: {count}."), count=len(scale.goods))
        _back(at)
    finally:
        network.stop()


def _back(at: Counter) -> None:
    while at.window.name != "checkout":
        at.press(Key.Key_Escape)
