"""Reading sums: of sales lines, of receipts, of deposits. Whatever is shown comes from here."""
