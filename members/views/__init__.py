"""The pages of reserved members."""
