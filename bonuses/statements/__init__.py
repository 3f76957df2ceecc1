"""How a month is stated: table, sheet, one person's page, PDF, workbook, currency."""
