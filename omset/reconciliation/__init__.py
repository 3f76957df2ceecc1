"""The proof: everything derived is counted anew and compared."""
