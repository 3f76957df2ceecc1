"""What is above all apps: home, leaderboard, menu, search, status. Nobody imports it."""
