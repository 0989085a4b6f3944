"""Where backups go, when, and how many stay. Read without Django too: the supervisor of the embedded database is one who asks."""

import os
from pathlib import Path

MIDNIGHT_IN_UTC, HOURS = 16, 24


def backup_folder() -> Path | None:
    """Where the worker puts its nightly backup; None: it makes none."""
    told = os.environ.get("CITYHALL_BACKUP_DIR", "")
    return Path(told).absolute() if told else None


def backup_keep() -> int:
    return int(os.environ.get("CITYHALL_BACKUP_KEEP", "14"))


def backup_cron() -> str:
    """The hour in China as a schedule in UTC."""
    hour = int(os.environ.get("CITYHALL_BACKUP_HOUR", "3"))
    if not 0 <= hour < HOURS:
        raise ValueError("CITYHALL_BACKUP_HOUR must be an hour from 0 to 23")
    return f"5 {(hour + MIDNIGHT_IN_UTC) % HOURS} * * *"
