"""The scales that we can read, by the name that a shop chooses in its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.line import LineSettings
from devices.scales import dibal, digi, massak100, mtsics, nci, streams, toledo8217
from devices.scales.conversation import Cas6, Conversation, Pos2, Question, Stream

USUAL = LineSettings()


@dataclass(frozen=True, slots=True)
class ScaleProtocol:
    """`conversation` makes one for one line. `is_verified`: its frames come from a published source and examples."""

    name: str
    title: str
    conversation: Callable[[], Conversation]
    usual: LineSettings = USUAL
    is_verified: bool = True


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        ScaleProtocol(
            "toledo8217", "Mettler-Toledo 8217", lambda: Question(toledo8217.parse, toledo8217.ASK_WEIGHT),
            LineSettings(9600, 7, "E", 1),
        ),
        ScaleProtocol("cas6", "CAS AP, ER, SW, PD-II (type 6); Ohaus Aviator; Gram", Cas6),
        ScaleProtocol("cas22", "CAS CI, NT, PDI (22 bytes, continuous)", lambda: Stream(streams.parse_cas22)),
        ScaleProtocol(
            "and18", "A&D, CAS PDI (18 bytes, continuous)", lambda: Stream(streams.parse_and18), LineSettings(2400, 7, "E", 1),
        ),
        ScaleProtocol("mtsics", "Mettler-Toledo MT-SICS", lambda: Question(mtsics.parse, mtsics.ASK_WEIGHT)),
        ScaleProtocol(
            "massak100", "Massa-K, protocol 100", lambda: Question(massak100.parse, massak100.ASK_WEIGHT),
            LineSettings(19_200, 8, "E", 1),
        ),
        ScaleProtocol("pos2", "Shtrih-M POS2", Pos2),
        ScaleProtocol("aandd", "A&D standard (continuous)", lambda: Stream(streams.parse_aandd), LineSettings(2400, 7, "E", 1)),
        ScaleProtocol("nci", "NCI / SCP-01: Adam, Brecknell, Fairbanks", lambda: Question(nci.parse, nci.ASK_WEIGHT)),
        ScaleProtocol("digi", "DIGI DC (continuous)", lambda: Stream(digi.parse), is_verified=False),
        ScaleProtocol("dibal", "Dibal TISA", lambda: Question(dibal.parse, dibal.ASK_WEIGHT), is_verified=False),
    )
}
