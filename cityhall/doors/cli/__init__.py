"""The door for an operator at a terminal: commands that read a file and call one action."""
