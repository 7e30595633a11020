"""Who acts, and where: what every command is told besides its own inputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class By:
    """Who asks for it, which lent right they use, and what they have confirmed (codes of `NeedsConfirmation`)."""

    person_id: UUID | None = None
    loan_id: UUID | None = None
    confirmed: frozenset[str] = field(default_factory=frozenset)

    def confirming(self, *codes: str) -> By:
        """The same, having said yes to these questions."""
        return By(self.person_id, self.loan_id, self.confirmed | set(codes))

    def borrowing(self, loan_id: UUID) -> By:
        """The same, with a right that somebody has just lent."""
        return By(self.person_id, loan_id, self.confirmed)


NOBODY = By()


@dataclass(frozen=True, slots=True)
class Place:
    """The company, shop and till that this file belongs to, and how the shop counts its days and its money."""

    company_id: UUID
    branch_id: UUID
    till_id: UUID
    store_id: UUID
    database_id: UUID
    currency: str
    zone: str
    day_change_hour: int
    language: str
    prefix: str
