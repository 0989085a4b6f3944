"""Many acts at the same moment."""

import threading
from collections.abc import Callable

from django.db import connection


def together(acts: list[Callable[[], object]]) -> list[object]:
    """All at the same moment, each on a connection of its own; answers what each was told, refusals included."""
    start, told = threading.Barrier(len(acts)), list[object](acts)

    def run(n: int) -> None:
        try:
            start.wait(30)
            told[n] = acts[n]()
        except Exception as said:
            told[n] = said
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return told
