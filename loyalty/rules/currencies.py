"""The currencies that programmes are in, and how many decimals each shows (LM-2). Pure.

Money is stored with two places in every currency; amounts of different currencies are never added.
"""

from typing import NamedTuple


class ProgrammeCurrency(NamedTuple):
    """An ISO 4217 code, the decimals that pages show, and the region that phones are read in."""

    code: str
    decimals: int
    region: str


HOME_CURRENCY = "IDR"
CURRENCIES = {
    currency.code: currency
    for currency in (
        ProgrammeCurrency(HOME_CURRENCY, 0, "ID"),
        ProgrammeCurrency("EUR", 2, "IT"),
        ProgrammeCurrency("USD", 2, "US"),
        ProgrammeCurrency("THB", 2, "TH"),
        ProgrammeCurrency("SGD", 2, "SG"),
        ProgrammeCurrency("MYR", 2, "MY"),
    )
}
