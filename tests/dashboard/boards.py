"""What a leaderboard shows, as its page was given it."""

URL = "/leaderboard/"
MILLION = 1_000_000


def shown(client, query=""):
    """The board of a page."""
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer.context["board"]


def totals(board):
    """The omset of each person, in the order of the page."""
    return {line.row.name: line.row.total for line in board.lines}
