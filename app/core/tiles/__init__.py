"""Quick goods: which product stands where at the checkout, and its picture."""
