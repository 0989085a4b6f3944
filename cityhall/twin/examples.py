"""Import files of the city's own divisions, in the columns of the public statistical files."""

import csv
import io
from pathlib import Path

from . import files

COLUMNS = {
    "provinces.csv": (2, ("code", "name")),
    "cities.csv": (4, ("code", "name", "provinceCode")),
    "areas.csv": (6, ("code", "name", "cityCode", "provinceCode")),
    "streets.csv": (9, ("code", "name", "areaCode", "provinceCode", "cityCode")),
    "villages.csv": (12, ("code", "name", "streetCode", "provinceCode", "cityCode", "areaCode")),
}
WIDTH = {"provinceCode": 2, "cityCode": 4, "areaCode": 6, "streetCode": 9}


def tables() -> dict[str, str]:
    """File name → its text."""
    return {name: _table(width, columns) for name, (width, columns) in COLUMNS.items()}


def write(folder: Path) -> None:
    """Write the files anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables().items():
        (folder / name).write_text(text, encoding="utf-8")


def _table(width: int, columns: tuple[str, ...]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(columns)
    for division in files.divisions():
        if len(division.code) == width:
            writer.writerow([division.code, division.name, *(division.code[: WIDTH[c]] for c in columns[2:])])
    return out.getvalue()
