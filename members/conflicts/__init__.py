"""What a reservation does to the rows of its customer: marks, and the log of conflicts."""
