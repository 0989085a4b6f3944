"""Moves of the table: 更正, 撤销, 重新决定, 视为延续."""

from .part import Part

PART = Part(acts={})
