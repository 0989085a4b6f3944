"""Words of the journal."""

from cityhall.kernel.terms import Term


class Can(Term):
    READ_JOURNAL = "journal.read", "查阅审计日志"
    EXPORT_JOURNAL = "journal.export", "导出审计日志"
