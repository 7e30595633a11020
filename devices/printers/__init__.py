"""Receipt printers: slips become bytes, bytes become paper. The layout is not made here, and nothing is known about selling."""
