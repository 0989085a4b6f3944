"""What decides about one thing: how a package is read and checked, how forms become one, when parts open and join."""
