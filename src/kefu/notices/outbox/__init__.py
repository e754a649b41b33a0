"""What leaves the program: messages by e-mail, text message and staff chat, and how each delivery went."""
