"""What a person sees first: the window with the sign-in. Everything else of the till is loaded behind it (`shell/till.py`)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from app.core.staff.views import Door
from ui.bridge.desk import Desk
from ui.kit.scan_filter import ScanFilter
from ui.pages.sign_in.model import SignInModel
from ui.pages.sign_in.page import SignInPage
from ui.shell.states import StateModel
from ui.shell.window import MakeScreen, Window

AT_LATEST_MS = 1000
"""So long after the start the rest is loaded, whatever was painted."""


class Front(QObject):
    """The window, the line of states and the sign-in; `screens` is filled by the till, which comes after it.

    Signals:
        seen: once, when the sign-in was painted with the people who work here.
    """

    seen = Signal()

    def __init__(self, desk: Desk, *, shop: str, till: str, door: Door, scans: ScanFilter) -> None:
        super().__init__()
        self.desk, self.shop = desk, shop
        self._application: QCoreApplication | None = None
        self.states = StateModel(desk, till=till)
        self.sign_in = SignInModel(desk, door)
        self.screens: dict[str, MakeScreen] = {"sign_in": lambda: SignInPage(desk, self.sign_in, shop=shop)}
        self.window = Window(desk, self.states, self.screens, scans=scans)
        self.window.open("sign_in")

    def watch(self, application: QCoreApplication) -> None:
        """Wait for the first sight; `seen` tells."""
        self._application = application
        application.installEventFilter(self)
        QTimer.singleShot(AT_LATEST_MS, self._tell)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.sign_in.view.people:
            QTimer.singleShot(0, self._tell)  # behind the paint events that belong to this one
        return False

    def _tell(self) -> None:
        if self._application is not None:
            self._application.removeEventFilter(self)
            self._application = None
            self.seen.emit()
