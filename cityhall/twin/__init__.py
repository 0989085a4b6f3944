"""沙盘: a made-up city, written as data and brought to life through the rooms' own actions, never by inserting rows."""
