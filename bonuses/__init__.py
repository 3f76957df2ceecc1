"""What a month earns: plans, standings, targets, statements. Reads omset.numbers alone."""
