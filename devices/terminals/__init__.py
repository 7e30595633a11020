"""Card terminals: what a bank's machine is told, and what may be believed of its answers."""
