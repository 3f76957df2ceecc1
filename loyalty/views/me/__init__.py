"""The pages of members under `/me/`, and the addresses that lead there."""
