"""The golden data set: deposits whose kinds and sums were worked out by hand (OM-12 to OM-21)."""

from tests.make import make_deposit, make_product, make_reservation, make_staff

ROWS = [
    # staff, customer, product, day of 2026, nominal, multiplier, note
    ("A", "x", "P", "02-01", 100_000, 1, ""),
    ("A", "x", "P", "02-01", 50_000, 2, ""),
    ("A", "x", "P", "02-01", 30_000, 1, "tambahan"),
    ("A", "x", "Q", "02-01", 200_000, 1, ""),
    ("A", "X", "P", "02-02", 100_000, 1, ""),
    ("B", "x", "P", "02-02", 400_000, 1, ""),
    ("B", "y", "P", "02-02", 100_000, 1, ""),
    ("B", "y", "P", "02-03", 150_000, 1, ""),
    ("A", "z", "P", "02-01", 70_000, 1, "TAMBAHAN"),
    ("A", "z", "P", "02-03", 80_000, 1, ""),
    ("A", "x", "P", "02-03", 100_000, 1, ""),
    ("A", "x", "P", "02-03", 100_000, 1.5, ""),
    ("A", "w", "P", "01-20", 10_000, 1, ""),
    ("A", "w", "P", "02-03", 20_000, 1, ""),
]
PENDING = 7


class Golden:
    """The people, products and records by their names and numbers in the rules."""

    def __init__(self):
        self.staff = {name: make_staff(name) for name in "AB"}
        self.products = {name: make_product(name) for name in "PQ"}
        self.records = {number: self._record(number) for number in range(1, len(ROWS) + 1)}

    def _record(self, number):
        staff, customer, product, day, nominal, multiplier, note = ROWS[number - 1]
        reservation = self._reserved_by_a(customer) if number == PENDING else None
        record = make_deposit(
            self.staff[staff],
            self.products[product],
            customer,
            f"2026-{day}",
            nominal,
            multiplier=multiplier,
            note=note,
        )
        if reservation:
            reservation.delete()
        return record

    def _reserved_by_a(self, customer):
        return make_reservation(self.staff["A"], self.products["P"], customer)

    def __getitem__(self, number):
        return self.records[number].pk
