"""The sentence for each step of a device's trial: what was found, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.devices.views import TrialStep
from app.kernel.i18n import _, translated
from ui.device_words import OPTIONS
from ui.facts import Written
from ui.messages import MESSAGES, sentence_of

STEPS: Mapping[str, str] = {
    "trial.asking": _("Asking…"),
    "trial.listening": _("Listening… Put something on the scale."),
    "trial.printing": _("Printing…"),
    "trial.scan_now": _("Scan any code."),
    "trial.scan_more": _("Codes read: {count}. Scan another one."),
    "trial.reached": _("It can be reached. Whether it works, only a look at it can tell."),
    "trial.way_unverified": _("Nobody has tried this way with a real device yet: look whether it really works."),
    "trial.window": _("It opens when it is saved, and shows customers their receipt."),
    "trial.answered": _("It answers."),
    "trial.nothing": _("It has said nothing of itself."),
    "trial.no_answer": _("No answer from {address}. Check power, cable and address."),
    "trial.says": _("It says: {detail}"),
    "trial.broken": _("The trial broke off. Tell the person who looks after the program."),
    "trial.printer_ready": _("The printer is ready."),
    "trial.printer_paper_low": _("The printer is ready; little paper is left."),
    "trial.printer_unknown": _("The printer says nothing of itself: look whether the page comes out."),
    "trial.printer_paper_out": _("The printer has no paper. Put a roll in, then try again."),
    "trial.printer_cover_open": _("The cover of the printer is open. Close it, then try again."),
    "trial.printer_error": _("The printer has stopped. Switch it off and on, then try again."),
    "trial.printer_offline": _("The printer does not answer. Look at its power and its cable, then try again."),
    "trial.page_printed": _("The page is printed. Find the line on it in which all letters are right, and choose its name here."),
    "trial.label_printed": _("A label is printed. If it is empty or shifted, look at the roll and at the gap between labels."),
    "trial.drawer_opened": _("The drawer was told to open. If it is shut, look at its cable, or try other bytes."),
    "trial.display_shown": _(
        "The display should say “{top}” and “{bottom}”. If letters are wrong, try another table or another number."
    ),
    "trial.label_scale_refused": _("The scale answers, but wants nothing now ({detail}). Look whether a menu is open on it."),
    "trial.folder_there": _("There is room for the file: {path}. The scale's own program takes it from there."),
    "trial.no_folder": _("There is no folder {path}. Make it, or correct where the file goes."),
    "trial.terminal_answers": _("The terminal answers. No money was moved."),
    "trial.register_answers": _("The fiscal register answers. Nothing was registered."),
    "trial.register_shift_open": _("Its shift is open."),
    "trial.register_shift_closed": _("Its shift is closed."),
    "trial.register_unsent": _("Receipts that the tax office has not got yet: {count}. Connect it to the internet."),
    "trial.scale_rest": _("{weight} kg · at rest"),
    "trial.scale_moving": _("{weight} kg · moving"),
    "trial.scale_over": _("There is more on the scale than it can weigh."),
    "trial.scale_under": _("The scale is below zero. Take everything off it, and let it come to zero."),
    "trial.scale_no_weight": _("The scale answers without a weight. Look at its own figures."),
    "trial.scale_silent": _("Nothing was heard in {seconds}. Look at the cable and the address, and try another kind of scale."),
    "trial.scale_garbled": _("It speaks, but cannot be understood. Try another kind of scale, or another speed and parity."),
    "trial.scanner_silent": _(
        "Nothing was heard in {seconds}. Scan a code; if nothing comes, look at the cable, and whether it is set to a COM port."
    ),
    "trial.scanner_garbled": _("Something came, but no whole code. Let a code end with a pause, or correct the speed."),
    "trial.code_unreadable": _("A code came that is no text: {code}. Look at the speed and the parity."),
}
PARTS: tuple[tuple[str, str], ...] = (
    ("gtin", _("GTIN {gtin}")), ("batch", _("batch {batch}")), ("expiry", _("best before {expiry}")),
    ("weight_milli", _("{weight} kg")), ("price", _("price {price}")),
)
"""What a code says besides itself."""
MARKING = _("marking code")


def step_text(step: TrialStep, language: str, currency: str, zone: str | None = None) -> str:
    """What a person reads of a step. What a device refuses with has its sentence in `ui/messages.py`."""
    if step.code == "trial.code":
        return _code_text(step, language, currency)
    if step.code in MESSAGES:
        option = str(step.facts.get("option") or "")
        facts = {**step.facts, "option": translated(OPTIONS[option], language)} if option in OPTIONS else step.facts
        return sentence_of(step.code, facts, language, currency, zone)
    template = STEPS.get(step.code, STEPS["trial.broken"])
    return translated(template, language).format_map(Written(step.facts, language, currency, zone))


def _code_text(step: TrialStep, language: str, currency: str) -> str:
    """The code itself, and what it says: `4601234567893 · batch LOT1 · best before 31 Dec 2026`."""
    facts = Written(step.facts, language, currency, None)
    known = [translated(words, language).format_map(facts) for name, words in PARTS if step.facts.get(name)]
    marking = [translated(MARKING, language)] if step.facts.get("is_marking") else []
    return " · ".join((facts["code"], *known, *marking))
