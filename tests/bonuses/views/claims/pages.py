"""The page of claims."""

from tests.parsed import parsed

URL = "/bonuses/checks/"


def customers(response):
    return [cell.text for cell in parsed(response).all("td", **{"data-label": "Customer"})]
