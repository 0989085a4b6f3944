"""Before Django loads: where the data lies, which database, and whose child this process is."""

import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path

from cityhall.kernel.errors import WrongStateError

ROOT = Path(__file__).resolve().parents[2]
LAST_MOMENT = 20.0
PR_SET_PDEATHSIG = 1


def var() -> Path:
    """The data folder: as set, else `var` beside the code of a checkout, else `var` where the command was given."""
    if not os.environ.get("CITYHALL_VAR"):
        base = ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()
        os.environ["CITYHALL_VAR"] = str(base / "var")
    return Path(os.environ["CITYHALL_VAR"]).resolve()


def find_database() -> None:
    """Without DATABASE_URL the embedded database serves; both addresses are put into the environment."""
    if os.environ.get("DATABASE_URL"):
        return
    from cityhall.site import embedded

    urls = embedded.ensure(var() / "db")
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.serving, urls.owner
    os.environ["CITYHALL_EMBEDDED"] = str(var() / "db")


def hold_database() -> None:
    """A child that was given the embedded database's address counts as its client as well."""
    if os.environ.get("CITYHALL_EMBEDDED"):
        from cityhall.site import embedded

        embedded.ensure(Path(os.environ["CITYHALL_EMBEDDED"]))


def need_owner() -> str:
    """The owner's address, or a sentence that says how to give it."""
    url = os.environ.get("DATABASE_OWNER_URL", "")
    if not url:
        raise WrongStateError(
            "setup.no_owner_url", "设置了 DATABASE_URL，还需设置 DATABASE_OWNER_URL（建表账号）才能迁移数据库"
        )
    return url


def start_django() -> None:
    """Load the settings and the rooms."""
    var()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityhall.site.settings")
    import django

    django.setup()


def end_forks_with_us() -> None:
    """Processes forked from here, the web server's workers, are killed when this one is gone without having ended
    them. They are set up the moment they exist, before anything could keep them."""
    if sys.platform != "linux":
        return
    libc, us = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != us:
            os._exit(1)

    os.register_at_fork(after_in_child=tie)


def end_with_parent(every: float = 0.5) -> None:
    """When the process that started us is gone, however it went, end in good order, and soon. The kernel's own
    parent-death signal goes by thread and exists on Linux only."""
    parent = int(os.environ.get("CITYHALL_PARENT") or os.getppid())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LAST_MOMENT)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
