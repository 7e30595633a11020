"""How a document is paid: tenders, change, cash rounding, and what goes back on a return."""
