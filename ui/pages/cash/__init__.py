"""Cash in, cash out, and the drawer without a sale."""
