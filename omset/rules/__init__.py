"""What a deposit is: amounts, money, limits, new or repeat. Pure."""
