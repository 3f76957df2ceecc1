"""Writing a plan: the form, its preview, how it differs from the one in force, publishing."""
