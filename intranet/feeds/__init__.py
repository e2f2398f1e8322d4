"""The calendar feed: a person's sessions in their own calendar, by a secret address that can be revoked."""
