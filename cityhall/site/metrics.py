"""What is counted for Prometheus. Labels are patterns, names of acts and words of a list: their number is bounded, and no
person is in them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from cityhall.kernel import trace
from cityhall.site.counting import FOLDER
from cityhall.site.vitals import Vitals, vitals

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10)
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
REQUESTS = Histogram("cityhall_request_seconds", "Requests by route", ["route", "method", "status"], buckets=BUCKETS)
ACTS = Histogram("cityhall_action_seconds", "Acts by name and outcome", ["action", "outcome"], buckets=BUCKETS)


def request(route: str, method: str, status: int, seconds: float) -> None:
    """One request answered."""
    known = method if method in METHODS else "OTHER"
    REQUESTS.labels(route, known, f"{status // 100}xx").observe(seconds)


def act(name: str, outcome: str, seconds: float) -> None:
    """One act ended."""
    ACTS.labels(name, outcome).observe(seconds)


def listen() -> None:
    """Count every act of this process from here on."""
    trace.listen(act)


class OfTheHouse(Collector):
    """Gauges read when they are asked for."""

    def __init__(self, told: Vitals) -> None:
        self.told = told

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, text, value in self.told.gauges():
            yield GaugeMetricFamily(f"cityhall_{name}", text, value=value)


def counted() -> CollectorRegistry:
    """Everything counted by all processes of this web server."""
    if not os.environ.get(FOLDER):
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def page() -> bytes:
    """The page Prometheus reads."""
    gauges = CollectorRegistry()
    gauges.register(OfTheHouse(vitals()))
    return generate_latest(counted()) + generate_latest(gauges)


@dataclass(frozen=True)
class Slow:
    """A route since the web server began: how often, on average, and what at most one in twenty took longer than."""

    route: str
    count: int
    mean_ms: float
    p95_ms: float
    faults: int


def slowest(limit: int = 10, least: int = 5) -> list[Slow]:
    """The slowest routes by their p95 (the upper bound of its bucket), those asked rarely left out."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for family in counted().collect():
        if family.name != "cityhall_request_seconds":
            continue
        for one in family.samples:
            part = one.name.rpartition("_")[2]
            here = found.setdefault(one.labels["route"], {"bucket": {}, "count": {}, "sum": {}, "faults": {}})
            if part in ("bucket", "count", "sum"):
                key = one.labels.get("le", "")
                here[part][key] = here[part].get(key, 0) + one.value
            if part == "count" and one.labels["status"] == "5xx":
                here["faults"][""] = here["faults"].get("", 0) + one.value
    rows = [_slow(route, parts) for route, parts in found.items() if parts["count"].get("", 0) >= least]
    return sorted(rows, key=lambda row: (-row.p95_ms, -row.mean_ms))[:limit]


def _slow(route: str, parts: dict[str, dict[str, float]]) -> Slow:
    count = parts["count"][""]
    mean = parts["sum"].get("", 0.0) / count
    return Slow(
        route, int(count), round(mean * 1000, 1), _p95(parts["bucket"].items(), count), int(parts["faults"].get("", 0))
    )


def _p95(buckets: Iterable[tuple[str, float]], count: float) -> float:
    ordered = sorted((float(le), total) for le, total in buckets)
    bound = next((le for le, total in ordered if total >= count * 0.95), float("inf"))
    return bound * 1000
