"""A Google Sheets v4 and Drive v3 subset over real HTTP, so that gspread runs for real in tests."""
