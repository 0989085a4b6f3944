"""How the city is doing, in sentences: the same looks `cityhall doctor` takes, with a word for each and what is red first."""

from dataclasses import dataclass

from django.conf import settings

from cityhall.deadlines.terms import Light
from cityhall.site import checks
from cityhall.site.safety import looks

LIGHTS = {checks.OK: Light.GREEN, checks.WARN: Light.YELLOW, checks.BAD: Light.RED}
NAMES = {
    "disk": "磁盘", "keys": "密钥", "address": "对外网址", "database": "数据库", "tables": "数据表", "roles": "数据库账号",
    "journal": "办事日志", "seal": "日志固化", "months": "日志月表", "clock": "时钟", "calendar": "工作日历",
    "worker": "后台进程", "jobs": "失败的任务", "queue": "任务排队", "sweep": "到期检查",
    "backup": "备份", "archive": "日志归档", "messages": "消息发送", "demo": "演示数据",
}  # fmt: skip
ORDER = (checks.BAD, checks.WARN, checks.OK)


@dataclass(frozen=True)
class Tile:
    """One look: its word, its light, the sentence that says how it is and what to do."""

    name: str
    label: str
    light: Light
    text: str


@dataclass(frozen=True)
class State:
    """All looks, the worst first."""

    tiles: tuple[Tile, ...]

    @property
    def light(self) -> Light:
        return self.tiles[0].light if self.tiles else Light.GREEN

    @property
    def red(self) -> int:
        return sum(one.light is Light.RED for one in self.tiles)

    @property
    def yellow(self) -> int:
        return sum(one.light is Light.YELLOW for one in self.tiles)


def state() -> State:
    """Look now."""
    found = [
        checks.disk(settings.VAR),
        checks.keys(settings.VAR),
        checks.address(),
        looks.backup(),
        *checks.of_database(),
    ]
    found.sort(key=lambda one: ORDER.index(one.level))
    return State(tuple(Tile(f.name, NAMES.get(f.name, f.name), LIGHTS[f.level], f.text) for f in found))
