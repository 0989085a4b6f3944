"""The pages of the hall manager."""
