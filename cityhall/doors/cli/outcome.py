"""What a command answers: values for `--json`, lines for people, and the exit code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """`code`: 0 done, 1 refused or in trouble, 2 badly called."""

    values: Mapping[str, object] = field(default_factory=dict)
    lines: Sequence[str] = ()
    code: int = 0

    def text(self, *, as_json: bool) -> str:
        if as_json:
            return json.dumps(self.values, ensure_ascii=False, default=str)
        return "\n".join(self.lines)
