"""What is put on paper: receipts, returns, X and Z, cash orders, account receipts; as data, as text, as PDF."""
