"""Nothing ever lost: backups of the whole city, and the way back from them."""
