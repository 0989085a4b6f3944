"""Words of a composed page: the blocks of an organ's flagship page (旗舰店) and of a topic column (专题)."""

from dataclasses import dataclass
from datetime import date

from cityhall.kernel.terms import Term


class FrontKind(Term):
    FLAGSHIP = "flagship", "部门旗舰店"
    TOPIC = "topic", "专题"


class BlockKind(Term):
    """What a block shows. Addresses, windows and hours are taken from the register, never typed again."""

    BANNER = "banner", "题头"
    NOTICE = "notice", "公告"
    HOT = "hot", "热门事项"
    ITEMS = "items", "事项分组"
    STAGE = "stage", "阶段"
    TOPICS = "topics", "专题链接"
    POLICIES = "policies", "惠企政策"
    QA = "qa", "常见问答"
    TEXT = "text", "文字说明"
    CONTACT = "contact", "联系方式和窗口"


BLOCKS = {
    FrontKind.FLAGSHIP: tuple(k for k in BlockKind if k is not BlockKind.STAGE),
    FrontKind.TOPIC: tuple(k for k in BlockKind if k not in (BlockKind.HOT, BlockKind.CONTACT)),
}
COMPUTABLE = (BlockKind.HOT, BlockKind.POLICIES)
"""Blocks that may be left to the house to fill: what is asked for most, what is in force."""


@dataclass(frozen=True)
class Block:
    """One block. Which of these it has goes by its kind."""

    kind: BlockKind
    title: str = ""
    text: str = ""
    until: date | None = None  # a notice goes by itself
    computed: bool = False
    items: tuple[int, ...] = ()
    fronts: tuple[int, ...] = ()
    policies: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()  # 准备清单
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FrontTerms:
    """What one edition of a composed page says."""

    title: str
    summary: str = ""
    blocks: tuple[Block, ...] = ()
