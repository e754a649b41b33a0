"""What is wrong with the installation and what to do about it: a page, an answer for monitors, `kefu doctor`."""
