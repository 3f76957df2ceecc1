"""What a member's own page says: figures, patterns, insights, goals (LA-3 to LA-6). Pure."""
