"""NCI / SCP-01 (Adam MDW, Brecknell, Fairbanks): `W` CR is answered by the weight and two or three bytes of state. 9600 8N1.

Source: Adam MDW manual (NCI), command W.
"""

from __future__ import annotations

import re

from devices.scales.reading import Reading, weighed

ASK_WEIGHT = b"W\r"
_FRAME = re.compile(
    rb"\n(?:([ \-]?)([ \d.]{4,9}?) ?(kg|lb|oz|g)|(\^+|_+|-{4,})[ a-z]*)\r\n([\x30-\x7f\xb0-\xff]{2,3})\r\x03"
)
_UNSTABLE, _ZERO, _UNDER, _OVER, _NET = 0x01, 0x02, 0x01, 0x02, 0x04


def parse(data: bytes) -> Reading | None:
    """The latest whole frame. `^^^^` is over, `____` under, `----` a scale that cannot find its zero."""
    reading = None
    for found in _FRAME.finditer(data):
        sign, figure, unit, other, state = found.groups()
        first, second = state[0], state[1]
        third = state[2] if len(state) > 2 else 0
        over, under = bool(second & _OVER) or bool(other and other[:1] == b"^"), bool(second & _UNDER)
        if other or over:
            reading = Reading(None, over=over, under=under or bool(other and other[:1] == b"_"))
        else:
            reading = weighed(
                figure, unit, negative=sign == b"-", stable=not first & _UNSTABLE, zero=bool(first & _ZERO), under=under,
                net=bool(third & _NET),
            )
    return reading
