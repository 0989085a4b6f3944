"""What cases reach outside the house: the devices on a counter."""
