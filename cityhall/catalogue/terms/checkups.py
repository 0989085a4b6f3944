"""Words of the looking-over of guides: how heavy a finding weighs."""

from cityhall.kernel.terms import Term


class Severity(Term):
    BLOCKS = "blocks", "影响发布"
    MEND = "mend", "应当整改"
    HINT = "hint", "建议"
