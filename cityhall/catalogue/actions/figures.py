"""版本数据 kept with every publishing and retiring, so that no figure is ever behind what is published."""

from cityhall.catalogue.models import Item, ItemVersion, VersionFigures
from cityhall.catalogue.rules import figures
from cityhall.catalogue.rules.content import Parts
from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.writing import insert
from cityhall.organs import queries as organs


@step
def keep_figures(item: Item, version: ItemVersion, parts: Parts) -> None:
    """What this version counts, from today on; those of the version before it end today."""
    end_figures(item.pk)
    told = figures.counted(parts)
    row = VersionFigures(
        version=version, item=item, number=version.number, name=item.name, organ_id=item.organ_id,
        level=organs.level_of(item.division_code), from_on=clock.today(), visits=told.visits, materials=told.materials,
        promised=told.promised, statutory=told.statutory, steps=told.steps, instant=told.instant, online=told.online,
        whole=told.whole, in_centre=told.in_centre, charged=told.charged, once=told.once,
        hindrances=[h.value for h in told.hindrances],
    )  # fmt: skip
    insert([row])


@step
def end_figures(item_id: int) -> None:
    VersionFigures.objects.filter(item_id=item_id, until_on=None).update(until_on=clock.today())
