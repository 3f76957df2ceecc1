"""Whether the numbers are right and the parts are well."""
