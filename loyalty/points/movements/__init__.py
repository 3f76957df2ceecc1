"""Points that no purchase moves: spent, expired, adjusted, won in challenges, gone with a merge."""
