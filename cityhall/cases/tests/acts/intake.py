"""Moves of the table: 预审, 容缺, 告知承诺, 转送, 视为撤回."""

from .part import Part

PART = Part(acts={})
