"""Who is right where two have changed the same field of a card while they could not hear each other.

`centre`: what reached the centre first stays. `later`: by the tills' clocks, each put right by how far it was off when it told.
`stricter`: no before yes, less before more, nothing before anything. `person`: what came first stays until somebody looks.
The loser is kept at the centre in every case, and can be used after all.
"""

from __future__ import annotations

from collections.abc import Mapping

PERSON = "person"
POLICY: Mapping[tuple[str, str], str] = {
    ("price", "price_minor"): "centre",
    ("bag_lease", "till_id"): "centre",
    ("bag_lease", "taken_at"): "centre",
    ("customer", "phone"): "later",
    ("customer", "note"): "later",
    ("supplier", "phone"): "later",
    ("supplier", "note"): "later",
    ("customer", "credit_limit_minor"): "stricter",
    ("customer", "may_be_written_to"): "stricter",
}
"""By table and field; every other field is for a person."""
