"""The sync engine: tables, rows and cells of any two sides. It knows neither Flask nor the intranet."""
