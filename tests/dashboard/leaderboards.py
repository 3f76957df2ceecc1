"""What a leaderboard shows, as its page was given it."""

URL = "/leaderboard/"
MILLION = 1_000_000


def leaderboard_at(client, query=""):
    """The leaderboard of a page."""
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer.context["leaderboard"]


def totals(leaderboard):
    """The omset of each person, in the order of the page."""
    return {person.row.name: person.row.total for person in leaderboard.people}
