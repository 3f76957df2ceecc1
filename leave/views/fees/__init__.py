"""Pages of fees: a month of everybody, a person's statement and day, payments, closing."""
