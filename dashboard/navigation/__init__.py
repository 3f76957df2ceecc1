"""Menu, badges and search, put together from what the apps bring."""
