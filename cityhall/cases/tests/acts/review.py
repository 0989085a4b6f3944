"""Moves of the table: 特别程序, 听证, 延长, 补充说明, 转报, 中止, 终止."""

from .part import Part

PART = Part(acts={})
