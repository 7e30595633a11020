"""Widgets that know no business: what every screen is built of."""
