"""The way back: files are checked, loaded into an empty database, and what came of it is proved."""
