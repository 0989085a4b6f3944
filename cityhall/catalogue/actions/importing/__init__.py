"""导入事项清单: uploaded, its columns matched, tried, taken in, in the background. One list, one transaction."""

from .beginning import MOST_FILE, begin_import, drop_import, match_columns, start_import
from .doing import carry_out_import, check_import

__all__ = [
    "MOST_FILE", "begin_import", "carry_out_import", "check_import", "drop_import", "match_columns", "start_import",
]  # fmt: skip
