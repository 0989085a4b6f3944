"""批量办理: how many, how alike, and which acts."""

from collections.abc import Collection, Iterable

from cityhall.kernel.errors import InvalidInputError

MOST = 200
MOST_FILTERS = 20


def check_batch(act: str, acts: Collection[str], numbers: Collection[str]) -> None:
    """An act that may be done to many, on at least one case and at most two hundred."""
    if act not in acts:
        raise InvalidInputError("case.batch_act", "这个动作不能批量办理，请逐件办理", field="act")
    if not numbers:
        raise InvalidInputError("case.batch_empty", "还没有选择办件，请在列表中勾选后再批量办理", field="number")
    if len(numbers) > MOST:
        raise InvalidInputError(
            "case.batch_too_many", f"一次最多批量办理 {MOST} 件，现选了 {len(numbers)} 件；请分几次办理", field="number"
        )


def check_alike(items: Iterable[tuple[int, str]], steps: Iterable[str] = ()) -> None:
    """Like cases only: of one item (id and name), in one step."""
    different = [name for _, name in sorted(set(items))]
    if len(different) > 1:
        raise InvalidInputError(
            "case.batch_mixed_items",
            f"批量办理只限同一事项，所选办件属于 {len(different)} 个事项（{'、'.join(different[:3])}）；请先按事项筛选",
            field="number",
        )
    if len(set(steps)) > 1:
        raise InvalidInputError(
            "case.batch_mixed_steps", "批量办理只限同一环节，所选办件在不同的环节；请先按环节筛选", field="number"
        )
