"""What stands on the counter: declared, changed, taken away, and tried before or after it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.devices.commands import add_device, change_device, remove_device
from app.core.devices.queries import devices_of
from app.core.devices.views import ONE_OF_A_KIND, DeviceTrial, DeviceView, DriverView, FoundView, OptionView
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Question
from ui.bridge.trials import DeviceTrials, TrialSignals
from ui.device_words import OF_A_PORT, OF_A_TABLE, STATES

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_VALUE = 60, 200, 200
NOT_SERIAL = ("tcp:", "file:", "usb:", "usb-file:", "cups:", "windows:", "http:", "https:", "/dev/usb/", "/dev/lp")
MARKS = ("well", "doubt", "bad")
NAME, ADDRESS, KIND, DRIVER, ALL = "name", "address", "kind", "driver", ""
"""Where a sentence stands; an option's stands at `option.NAME`, one for the whole form at `ALL`."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is typed. `options` has also those that this version of the program does not know."""

    kind: str = ""
    driver: str = ""
    name: str = ""
    address: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class DevicesView:
    """`drivers` None: not known yet. `kept` are the secrets of the open form that are in the keyring; `wrong` the sentence beside
    a field; `tried` how the last trial of a device ended."""

    devices: tuple[DeviceView, ...] = ()
    drivers: Mapping[str, tuple[DriverView, ...]] | None = None
    chosen_id: UUID | None = None
    is_new: bool = False
    form: Form = Form()
    kept: frozenset[str] = frozenset()
    busy: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    tried: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def chosen(self) -> DeviceView | None:
        """The device whose form is open."""
        return next((each for each in self.devices if each.device_id == self.chosen_id), None)

    @property
    def is_open(self) -> bool:
        """Whether a form is open."""
        return self.is_new or self.chosen is not None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What can be added: a till works with one of each of some kinds."""
        taken = {each.kind for each in self.devices if each.kind in ONE_OF_A_KIND}
        return tuple(kind for kind in self.drivers or () if kind not in taken)

    @property
    def driver(self) -> DriverView | None:
        """The driver of the open form; None for one that this version does not know."""
        return self.driver_of(self.form.kind, self.form.driver)

    def driver_of(self, kind: str, name: str) -> DriverView | None:
        """A driver by its name."""
        return next((each for each in (self.drivers or {}).get(kind, ()) if each.name == name), None)

    @property
    def options(self) -> tuple[OptionView, ...]:
        """What the driver asks for, as far as it matters for what is typed."""
        driver, typed = self.driver, self.form
        if driver is None:
            return ()
        hidden: set[str] = set()
        if not typed.address.strip() or typed.address.strip().startswith(NOT_SERIAL):
            hidden.update(OF_A_PORT)
        mode = next((each for each in driver.options if each.name == "mode"), None)
        if mode is not None and typed.options.get("mode", mode.choices[0]) != "codepage":
            hidden.update(OF_A_TABLE)
        return tuple(each for each in driver.options if each.name not in hidden or f"option.{each.name}" in self.wrong)

    @property
    def is_changed(self) -> bool:
        """Something is typed that is not stored."""
        return self.is_new or (self.chosen is not None and self.form != form_of(self.chosen))


class DevicesModel(QObject):
    """`trial` is what a trial tells; `state` answers how the till itself finds a device of a kind now, in one word.

    Signals:
        changed: the view is another one.
        saved: what was typed is stored.
        found: what is plugged in, as it was asked for.
    """

    changed = Signal()
    saved = Signal()
    found = Signal(object)

    def __init__(self, desk: Desk, trials: Callable[[], DeviceTrials | None], state: Callable[[str], str]) -> None:
        super().__init__()
        self._desk, self._trials, self._state = desk, trials, state
        self._is_seen = False
        self._states: tuple[str, ...] = ()
        self.view = DevicesView()
        self.trial = TrialSignals()
        self.trial.changed.connect(self._follow)
        self._tried_id: UUID | None = None
        desk.runner.changed.connect(self._on_news)
        desk.lacked.connect(lambda _missing: self._show(busy=False))

    @property
    def can_try(self) -> bool:
        """A driver that is known, of a device that somebody can hear."""
        return self.view.driver is not None and self._trials() is not None and not self.view.busy

    def come(self) -> None:
        """Somebody looks."""
        self._is_seen = True
        self._look()
        trials = self._trials()
        if trials is not None and self.view.drivers is None:
            self._desk.runner.follow(trials.drivers(), done=lambda found: self._show(drivers=found))

    def go(self) -> None:
        """Nobody looks any more: no trial goes on."""
        self._is_seen = False
        self.trial.stop()

    def forget(self) -> None:
        """Another person: nothing is typed."""
        self.trial.stop()
        self._show(chosen_id=None, is_new=False, form=Form(), kept=frozenset(), wrong={}, told="", busy=False)

    def state_of(self, device: DeviceView) -> str:
        """How it stands, in a word of `ui.device_words.STATES`; empty where nobody knows."""
        if self.view.drivers is not None and self.view.driver_of(device.kind, device.driver) is None:
            return "newer"
        state = self._state(device.kind)
        return state if state in STATES else self.view.tried.get(device.device_id, "")

    def look_again(self) -> None:
        """The till may find a device otherwise than before."""
        states = tuple(map(self.state_of, self.view.devices)) if self._is_seen else ()
        if states != self._states:
            self._states = states
            self.changed.emit()

    # --- the form ---

    def choose(self, place: int) -> None:
        """The form of the one at this place of the list."""
        self._open(self.view.devices[place])

    def begin_new(self) -> None:
        """A device that is not declared yet; of the first kind that may be added."""
        kinds = self.view.kinds
        self._show(is_new=True, chosen_id=None, kept=frozenset(), wrong={}, told="", form=Form())
        if kinds:
            self.turn_kind(kinds[0])

    def turn_kind(self, kind: str) -> None:
        """Of a new one: this kind, with the first driver of it. What was typed of the address stays."""
        drivers = (self.view.drivers or {}).get(kind, ())
        if self.view.is_new and drivers:
            self._type(replace(self.view.form, kind=kind, driver=drivers[0].name, options={}, secrets={}), KIND, DRIVER)

    def turn_driver(self, driver: str) -> None:
        """Another way to speak to it; what both know of options stays."""
        self._type(replace(self.view.form, driver=driver), DRIVER)

    def edit(self, *, name: str | None = None, address: str | None = None) -> None:
        """Its name, or where it is."""
        form = self.view.form
        if name is not None and name != form.name:
            self._type(replace(form, name=name[:LONGEST_NAME]), NAME)
        if address is not None and address != form.address:
            self._type(replace(form, address=address[:LONGEST_ADDRESS]), ADDRESS)

    def set_options(self, options: Mapping[str, str]) -> None:
        """These options; one that says nothing is as usual."""
        form = self.view.form
        typed = {name: value[:LONGEST_VALUE] for name, value in {**form.options, **options}.items() if value}
        if typed != form.options:
            self._type(replace(form, options=typed), *(f"option.{name}" for name in options))

    def set_secret(self, option: str, value: str) -> None:
        """A secret that is typed: it goes to the keyring when the form is saved, and is never shown again."""
        form = self.view.form
        secrets = {**form.secrets, option: value}
        self._type(replace(form, secrets={name: each for name, each in secrets.items() if each}), f"option.{option}")

    def look_around(self) -> None:
        """What is plugged in; `found` tells it."""
        trials = self._trials()
        if trials is not None and not self.view.busy:
            self._show(busy=True)
            self._desk.runner.follow(trials.detect(), done=self._show_found, failed=lambda error: self._failed(error, ADDRESS))

    # --- a trial ---

    def try_it(self) -> None:
        """What is typed, saved or not."""
        view, trials, driver = self.view, self._trials(), self.view.driver
        if trials is None or driver is None or self._lacks_address(driver):
            return
        self._tried_id = view.chosen_id if not view.is_changed else None
        form = view.form
        self.trial.start(trials, DeviceTrial(
            form.kind, form.driver, form.address.strip(), _known(form, driver), form.secrets, self._desk.language, view.chosen_id,
        ))

    def stop_trial(self) -> None:
        """It is enough."""
        self.trial.stop()

    # --- storing ---

    def save(self) -> None:
        """Checked where the drivers are, its secrets into the keyring, then stored."""
        view, trials, driver = self.view, self._trials(), self.view.driver
        if view.busy or not view.is_changed or (driver is not None and self._lacks_address(driver)):
            return
        self._show(busy=True, wrong={}, told="")
        if driver is None or trials is None:  # of a newer program: its name and its address are ours, the rest stays
            self._store(view.chosen_id)
            return
        form = view.form
        address = form.address.strip() if driver.needs_address or form.address.strip() else None
        check = trials.check(kind=form.kind, driver=form.driver, address=address, options=_known(form, driver))
        self._desk.runner.follow(check, done=lambda _answer: self._keep_secrets(trials), failed=self._failed)

    def remove(self) -> None:
        """It stands there no more: asked once, then done."""
        device = self.view.chosen
        if device is not None:
            words = self._desk.say(_("Take “{name}” away from this till?")).format(name=device.name)
            self._desk.asked.emit(Question("device.remove", words, lambda: self._remove(device)))

    def _remove(self, device: DeviceView) -> None:
        self._show(busy=True)
        self._desk.run(remove_device, done=lambda _answer: self._removed(device), failed=self._failed, device_id=device.device_id)

    def _removed(self, device: DeviceView) -> None:
        trials, driver = self._trials(), self.view.driver_of(device.kind, device.driver)
        secrets = {each.name: "" for each in driver.options if each.is_secret} if driver is not None else {}
        if trials is not None and secrets:
            self._desk.runner.follow(trials.keep(device_id=device.device_id, secrets=secrets), done=lambda _answer: None,
                                     failed=lambda _error: None)
        self.forget()
        self._show(told=self._desk.say(_("“{name}” is taken away.")).format(name=device.name))

    def _keep_secrets(self, trials: DeviceTrials) -> None:
        view = self.view
        if not view.form.secrets:
            self._store(view.chosen_id)
            return
        kept = trials.keep(device_id=view.chosen_id, secrets=view.form.secrets)
        first = f"option.{next(iter(view.form.secrets))}"
        self._desk.runner.follow(kept, done=self._store, failed=lambda error: self._failed(error, first))

    def _store(self, device_id: UUID | None) -> None:
        view, form, driver = self.view, self.view.form, self.view.driver
        name = form.name.strip() or (driver.title if driver is not None else form.driver)
        if view.is_new and driver is not None:
            self._desk.run(
                add_device, done=self._stored, failed=self._failed, kind=form.kind, driver=form.driver, name=name[:LONGEST_NAME],
                address=form.address, options=_known(form, driver), device_id=device_id,
            )
        elif view.chosen is not None:
            is_same = form.driver == view.chosen.driver
            options = None if driver is None else _known(form, driver, with_others=is_same)
            self._desk.run(
                change_device, done=lambda _answer: self._stored(view.chosen_id), failed=self._failed, device_id=view.chosen_id,
                driver=None if is_same else form.driver, name=name, address=form.address, options=options,
            )

    def _stored(self, device_id: UUID | None) -> None:
        self._show(is_new=False, chosen_id=device_id, busy=False, form=replace(self.view.form, secrets={}),
                   told=self._desk.say(_("Saved. The till uses it from now on.")))
        self._look(refill=True)
        self.saved.emit()

    # --- what comes back ---

    def _failed(self, error: AppError, place: str | None = None) -> None:
        """The sentence stands where it can be mended."""
        sentence = self._desk.sentence(error)
        option = str(error.facts.get("option") or "")
        if place is None and error.code == "device.wrong_option" and option:
            place = f"option.{option}"
            sentence = self._desk.say(_("It cannot be “{value}” here. Correct it.")).format(value=error.facts.get("value"))
        usual = {"device.address": ADDRESS, "device.one_is_enough": KIND, "device.unknown_driver": DRIVER,
                 "drawer.pulse_wrong": "option.pulse"}
        where = place or usual.get(error.code, NAME if error.code.startswith("text.") else ALL)
        self._show(busy=False, wrong={where: sentence})

    def _lacks_address(self, driver: DriverView) -> bool:
        lacks = driver.needs_address and not self.view.form.address.strip()
        if lacks:
            self._show(wrong={ADDRESS: self._desk.say(_("Say where it is: choose it from the list, or type its address."))})
        return lacks

    def _type(self, form: Form, *places: str) -> None:
        wrong = {place: words for place, words in self.view.wrong.items() if place not in (*places, ALL)}
        self._show(form=form, wrong=wrong, told="")

    def _open(self, device: DeviceView) -> None:
        self._show(is_new=False, chosen_id=device.device_id, form=form_of(device), kept=frozenset(), wrong={}, told="")
        self._look_for_secrets()

    def _look_for_secrets(self) -> None:
        trials, driver, device_id = self._trials(), self.view.driver, self.view.chosen_id
        names = tuple(each.name for each in driver.options if each.is_secret) if driver is not None else ()
        if trials is not None and device_id is not None and names:
            self._desk.runner.follow(
                trials.kept(device_id=device_id, options=names), done=lambda kept: self._show_kept(device_id, kept),
                failed=lambda error: self._failed(error, f"option.{names[0]}"),
            )

    def _show_kept(self, device_id: UUID, kept: frozenset[str]) -> None:
        if device_id == self.view.chosen_id:
            self._show(kept=kept)

    def _show_found(self, found: tuple[FoundView, ...]) -> None:
        self._show(busy=False)
        self.found.emit(found)

    def _follow(self) -> None:
        """A trial has told something; how it ended is remembered of a device that is stored as it was tried."""
        marks = {step.mark for step in self.trial.steps}
        if not self.trial.is_running and self._tried_id is not None and marks & set(MARKS):
            worst = next(mark for mark in reversed(MARKS) if mark in marks)
            self._show(tried={**self.view.tried, self._tried_id: worst})
            self._tried_id = None

    def _on_news(self, topics: frozenset[str]) -> None:
        if "devices" in topics and self._is_seen:
            self._look()

    def _look(self, *, refill: bool = False) -> None:
        self._desk.ask(devices_of, done=lambda found: self._show_devices(found, refill=refill), till_id=self._desk.place.till_id)

    def _show_devices(self, found: tuple[DeviceView, ...], *, refill: bool) -> None:
        was_typed = self.view.is_changed and not refill
        self._show(devices=found)
        device = self.view.chosen
        if device is not None and not was_typed:
            self._show(form=form_of(device))
            self._look_for_secrets()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def form_of(device: DeviceView) -> Form:
    """A device as a form shows it; its secrets are not in it."""
    return Form(device.kind, device.driver, device.name, device.address, dict(device.options))


def _known(form: Form, driver: DriverView, *, with_others: bool = False) -> dict[str, str]:
    """The options that the driver asks for, as far as something is said of them; `with_others`: also what a newer program has
    stored beside them. A secret is never among them."""
    known = {each.name: each for each in driver.options}
    return {
        name: value for name, value in form.options.items() if (not known[name].is_secret if name in known else with_others)
    }
