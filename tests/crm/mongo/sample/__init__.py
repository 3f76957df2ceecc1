"""Models for the engine's own tests, in a registry of their own: not an installed app."""
