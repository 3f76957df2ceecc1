"""The list of reserved members, and the archive."""

from tests.parsed import parsed

LIST, ARCHIVE = "/members/reserved/", "/members/reserved/archive/"


def customers(answer):
    return [cell.text for cell in parsed(answer).all("td", **{"data-label": "Customer"})]


def text(answer):
    return answer.content.decode().replace("\xa0", " ")
