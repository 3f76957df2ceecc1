"""What points buy: rewards, who may have one, and what becomes of a redemption. Pure."""
