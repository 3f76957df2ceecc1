"""What stands around every page: menu, palette, banner, what fails on the way."""
