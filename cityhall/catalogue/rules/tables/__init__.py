"""Lists of items as tables: what columns there are, which column of a stranger's table is meant, what a cell says."""
