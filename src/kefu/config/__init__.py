"""The site: settings, addresses, the database."""
