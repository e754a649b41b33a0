"""One process in the foreground that runs the whole site: database, web server, worker."""
