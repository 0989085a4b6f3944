"""The pages of the set-up, a file for each section."""
