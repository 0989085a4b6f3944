"""授权的事项 as somebody writes them: a line each, an item by its name or code, or a 一件事 by its name, which stands for all of
its items."""

from collections.abc import Sequence

from cityhall.catalogue import queries as catalogue
from cityhall.joint import queries as joint


def matters_written(written: str) -> tuple[list[tuple[int, str]], Sequence[str]]:
    """Items (id and name), each once, in the order they were written; and the lines nobody knows."""
    ids, rest = catalogue.items_written(written)
    unknown = []
    for line in rest:
        inside = joint.items_of_package(line)
        ids = [*ids, *inside]
        if not inside:
            unknown.append(line)
    names = catalogue.item_names(dict.fromkeys(ids))
    return [(pk, names[pk][0]) for pk in dict.fromkeys(ids)], unknown
