"""The demo: an invented commune, its book as staff would keep it, and accounts to sign in with. No real person."""
