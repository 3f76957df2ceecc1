"""A part of an upload: what is true of its rows, and how they are stored."""
