"""What a browser finds: a sales floor with something to see on every page."""
