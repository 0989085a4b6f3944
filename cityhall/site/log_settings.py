"""What is logged, how, and where to: from the environment, as every setting."""

import os

from cityhall.kernel import logs

DAYS = int(os.environ.get("CITYHALL_LOG_DAYS", str(logs.LEAST_DAYS)))
FOLDER = os.environ.get("CITYHALL_LOG_DIR", "")
STRUCTURED = os.environ.get("CITYHALL_LOG_JSON", "no").lower() in {"yes", "true", "1"}
LEVEL = os.environ.get("CITYHALL_LOG", "WARNING")


def logging() -> dict[str, object]:
    """Django's LOGGING: to the terminal, and with CITYHALL_LOG_DIR to files by day as well. Requests are logged where files
    are kept; on a terminal only with CITYHALL_LOG=INFO."""
    handlers: dict[str, dict[str, object]] = {
        "console": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["numbered"], "level": LEVEL}
    }
    if FOLDER:
        handlers["files"] = {
            "()": logs.Daily, "folder": FOLDER, "days": logs.check_days(DAYS), "formatter": "chosen", "filters": ["numbered"],
        }  # fmt: skip
    root = "INFO" if FOLDER else LEVEL
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"numbered": {"()": logs.Numbered}},
        "formatters": {"chosen": {"()": logs.Structured if STRUCTURED else logs.Line}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": LEVEL},
        "loggers": {
            "cityhall.web": {"level": root},
            "django.request": {"level": "ERROR"},
            "django.template": {"level": "INFO"},  # its DEBUG tells the whole page, values and all
        },
    }
