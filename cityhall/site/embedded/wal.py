"""What the embedded server does beyond keeping rows: hand each finished stretch of its log to an archive, wait for a replica.

The archive is filled by a shell script and not by Python: the server may run as a user who cannot reach our interpreter."""

import os
from collections.abc import Callable
from pathlib import Path

from .places import EmbeddedError, Home

REPLICA = "cityhall_replica"
LONGEST = "60s"
SCRIPT = """#!/bin/sh
# archive.sh SOURCE FOLDER NAME: keep one stretch of the log. On disk before it is said to be; nothing is ever overwritten.
set -eu
if [ -e "$2/$3" ]; then
    cmp -s "$1" "$2/$3"  # the same again, after a crash between keeping and saying so
    sync "$2"
    exit 0
fi
rm -f "$2/.$3."*
cp "$1" "$2/.$3.$$"
sync "$2/.$3.$$"
ln "$2/.$3.$$" "$2/$3"
rm -f "$2/.$3.$$"
sync "$2"
"""


def folder() -> Path | None:
    """Where the log is archived; None: nowhere."""
    told = os.environ.get("CITYHALL_WAL_DIR", "")
    return Path(told).absolute() if told else None


def settings(at: Home, own: Callable[[Path], None]) -> dict[str, str]:
    """The server's settings for archive and replica, as the environment asks. `own` hands a path to the server's user."""
    found = {"max_slot_wal_keep_size": "8GB"}
    if os.environ.get("CITYHALL_SYNC_REPLICA", "no").lower() in {"yes", "true", "1"}:
        found["synchronous_standby_names"] = REPLICA
    into = folder()
    if into is None:
        return found
    if any(letter in str(into) + str(at.directory) for letter in "'\"%$`\\"):
        raise EmbeddedError(f"CITYHALL_WAL_DIR 的路径 {into} 含有引号、百分号等符号，请换一个路径")
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    own(into)
    script = at.directory / "archive.sh"
    script.write_text(SCRIPT)
    script.chmod(0o644)
    command = f'sh "{script}" "%p" "{into}" "%f"'
    return {**found, "archive_mode": "on", "archive_command": command, "archive_timeout": LONGEST}
