"""What every benchmark stands on: a cluster of its own in a scratch folder, percentiles, and what machine it was."""

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import founding
from cityhall.site import embedded
from cityhall.site.embedded import places

ROOT = Path(__file__).resolve().parent.parent
LEAVING = 20.0
GIGABYTE = 1024**3


@dataclass
class Ground:
    """One city on one cluster: where it lies, how to reach it, and every process started on it."""

    folder: Path
    port: int
    urls: embedded.Urls
    more: dict[str, str] = field(default_factory=dict)
    started: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def cluster(self) -> Path:
        return self.folder / "db"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """What a process needs to know to belong to this city."""
        return {
            **os.environ,
            "CITYHALL_VAR": str(self.folder),
            "CITYHALL_FONTS": os.environ.get("CITYHALL_FONTS", str(ROOT / "var" / "fonts")),
            "CITYHALL_LOG": "ERROR",
            "CITYHALL_LIMITS": "off",  # all its clients come from one address
            "DATABASE_URL": self.urls.serving,
            "DATABASE_OWNER_URL": self.urls.owner,
            "DJANGO_SETTINGS_MODULE": "cityhall.site.settings",
            **self.more,
        }

    def enter(self) -> None:
        """Let this very process belong to the city as well."""
        import django

        os.environ.update(self.environment())
        django.setup()

    def run(self, *words: str) -> str:
        """One command to its end (`cityhall migrate`, `bench.city`); answers what it said."""
        command: list[str] = [sys.executable, "-m", *words]
        return subprocess.run(
            command, env=self.environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """One process that goes on, in a group of its own; what it says is no figure and goes with the errors. It ends with
        the city, however the benchmark ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", *words], env=self.environment(), cwd=ROOT, start_new_session=True, stdout=sys.stderr
        )
        self.started.append(process)
        return process

    def postmaster(self) -> int:
        return int((self.cluster / "data" / "postmaster.pid").read_text().split()[0])

    def supervisor(self) -> int:
        return int((self.cluster / "supervisor.lock").read_text())

    def close(self) -> None:
        """Who is still at work is ended by force; the cluster ends in good order."""
        for process in self.started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        pid = self.supervisor()
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + LEAVING
        while embedded.is_supervised(self.cluster):
            if time.monotonic() > end:
                raise TimeoutError(f"the supervisor {pid} does not leave")
            time.sleep(0.05)


def _migrate(folder: Path, urls: embedded.Urls) -> None:
    Ground(folder, 0, urls).run("cityhall", "migrate")


@contextmanager
def scratch(**more: str) -> Iterator[Ground]:
    """A migrated city without people; gone afterwards. `more` are variables for all its processes."""
    folder = Path(tempfile.mkdtemp(prefix="cityhall-bench-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        ground = Ground(folder, free_port(), founding.founded(folder, _migrate), more)
        try:
            yield ground
        finally:
            ground.close()
    finally:
        shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: "subprocess.Popen[bytes]", patience: float = 30) -> int:
    """Ask a process of ours to end; answers its exit code."""
    process.terminate()
    return process.wait(patience)


def at(times: Iterable[float], percent: int) -> float:
    """The percentile, by nearest rank."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 2)


def percentiles(times: Iterable[float]) -> dict[str, float]:
    kept = list(times)
    return {f"p{percent}_ms": at(kept, percent) for percent in (50, 95, 99)}


def is_quick(argv: Sequence[str] | None, what: str | None) -> bool:
    """The one option every benchmark has."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a smoke run: the figures mean nothing")
    return bool(parser.parse_args(argv).quick)


def say(bench: str, ratio: float, baseline: str, figures: Mapping[str, float]) -> None:
    """The figures for people; the last line for programs."""
    for name, value in figures.items():
        print(f"{name:>28} {value}")
    told = {"bench": bench, "ratio": round(ratio, 3), "baseline": baseline, **figures}
    print(json.dumps(told, ensure_ascii=False), flush=True)


def machine() -> dict[str, str]:
    """Cores, memory, processor, versions; no names and no paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    server: list[str | Path] = [places.wheel_binaries() / "postgres", "--version"]
    return {
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{memory:.0f} GB",
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "postgresql": subprocess.run(server, check=True, stdout=subprocess.PIPE, text=True).stdout.split()[2],
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
