"""What the law and the field say about items: regimes, contents, publishing, imported rows, words to search by."""
