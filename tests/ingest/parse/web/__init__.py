"""Web pages and mails."""
