"""The receipts of the shift: what was sold, on paper again, as a file, or back."""
