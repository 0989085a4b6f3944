"""Every refusal in the source: its code, its HTTP status, a sentence as people read it. Found by reading the code."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cityhall.kernel import errors

GAP = "…"
KINDS = {
    name: kind.status
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, errors.DomainError) and kind is not errors.DomainError
}
Env = Mapping[str, ast.expr]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Maker:
    """A function that makes a refusal out of its own arguments: `_wrong("phone", "…")`."""

    call: ast.Call
    kind: str
    names: list[str]
    defaults: dict[str, ast.expr] = field(default_factory=dict)


def rows(house: Path) -> list[tuple[str, int, str]]:
    """(code, status, sentence), by code; of several sentences of one code the first in the source."""
    found: dict[str, tuple[int, str]] = {}
    for file in sorted(house.rglob("*.py")):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        for code, status, sentence in _of_file(ast.parse(file.read_text())):
            if code not in found or found[code][1] == GAP:
                found[code] = (status, sentence)
    for code, status, sentence in (*_of_signing_in(), *_of_moves(), *_of_permissions(), *_of_forms()):
        found[code] = (status, sentence)
    told = ((code, *answer) for code, answer in sorted(found.items()) if GAP not in code)
    return [(f"`{code}`", status, sentence.replace(GAP * 2, GAP)) for code, status, sentence in told]


def _of_file(tree: ast.Module) -> Iterator[tuple[str, int, str]]:
    makers = {f.name: maker for f in ast.walk(tree) if isinstance(f, Function) for maker in _makers(f)}
    own = {id(maker.call) for maker in makers.values()}
    for call, kind in _raised(tree):
        if id(call) not in own:
            yield from _told(call, kind, _local(tree, call))
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in makers:
            maker = makers[name]
            yield from _told(maker.call, maker.kind, _given(maker, call))


def _raised(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every place that makes a refusal, also a subclass that fills in its own."""
    heirs = {
        id(n): base.id
        for c in ast.walk(tree) if isinstance(c, ast.ClassDef)
        for base in c.bases if isinstance(base, ast.Name) and base.id in KINDS
        for n in ast.walk(c) if isinstance(n, ast.Call)
    }  # fmt: skip
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in KINDS:
            yield call, call.func.id
        elif id(call) in heirs and ast.unparse(call.func) == "super().__init__":
            yield call, heirs[id(call)]


def _makers(function: Function) -> Iterator[Maker]:
    """Is the sentence (or the whole code) one of the function's parameters?"""
    arguments = function.args.posonlyargs + function.args.args
    names = [a.arg for a in arguments if a.arg not in ("self", "cls")]
    for call, kind in _raised(ast.Module(function.body, [])):
        used = {n.id for argument in call.args[:2] for n in ast.walk(argument) if isinstance(n, ast.Name)}
        if len(call.args) > 1 and used & set(names) and isinstance(call.args[1], (ast.Name, ast.JoinedStr)):
            if not (_is_parameter(call.args[1], names) or _is_pattern_of(call.args[0], names)):
                continue
            values = function.args.defaults
            yield Maker(call, kind, names, dict(zip(names[len(names) - len(values) :], values, strict=True)))


def _is_parameter(node: ast.expr, names: list[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _is_pattern_of(node: ast.expr, names: list[str]) -> bool:
    """An f-string code one of whose parts is a plain text parameter."""
    return isinstance(node, ast.JoinedStr) and any(
        isinstance(v, ast.FormattedValue)
        and _is_parameter(v.value, names)
        and ast.unparse(v.value) in ("field", "name")
        for v in node.values
    )


def _local(tree: ast.Module, call: ast.Call) -> Env:
    """What the names in the function around the call were last set to."""
    around = [f for f in ast.walk(tree) if isinstance(f, Function) and any(n is call for n in ast.walk(f))]
    sets = [n for f in around for n in ast.walk(f) if isinstance(n, ast.Assign) and n.lineno <= call.lineno]
    return {t.id: n.value for n in sets for t in n.targets if isinstance(t, ast.Name)}


def _given(maker: Maker, call: ast.Call) -> dict[str, ast.expr]:
    given = dict(maker.defaults) | dict(zip(maker.names, call.args, strict=False))
    return given | {k.arg: k.value for k in call.keywords if k.arg}


def _told(call: ast.Call, kind: str, env: Env) -> Iterator[tuple[str, int, str]]:
    named = {k.arg: k.value for k in call.keywords}
    code = call.args[0] if call.args else named.get("code")
    sentence = call.args[1] if len(call.args) > 1 else named.get("message")
    if code is not None and sentence is not None:
        yield _text(code, env), KINDS[kind], _text(sentence, env)


def _text(node: ast.expr, env: Env) -> str:
    """The text as far as it is fixed; what depends on the case is a gap."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name) and node.id in env:
        return _text(env[node.id], {})
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(v.value if isinstance(v, ast.FormattedValue) else v, env) for v in node.values)
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return next((text for value in node.values if (text := _text(value, env))), "")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and not ast.unparse(node.right).isdigit():
        return _text(node.left, env) + _text(node.right, env)
    if isinstance(node, ast.IfExp):
        return _text(node.body, env)
    return GAP


def _of_signing_in() -> Iterator[tuple[str, int, str]]:
    """An attempt to sign in ends with an outcome; the doors turn it into a refusal."""
    from cityhall.kernel.accounts.actions import check_outcome, sign_in_result
    from cityhall.kernel.accounts.terms import Outcome

    for outcome in Outcome:
        try:
            check_outcome(sign_in_result(outcome))
        except errors.DomainError as refusal:
            if outcome is not Outcome.OK:
                yield refusal.code, refusal.status, refusal.message


def _of_moves() -> Iterator[tuple[str, int, str]]:
    """A state that does not know a move, a procedure that does not, and a move only the applicant makes."""
    from cityhall.cases.rules.moves import MOVES, check_allowed, next_status
    from cityhall.cases.terms import Can, Move, Status, Who

    for move in Move:
        elsewhere = next(s for s in Status if s not in MOVES[move].from_)
        yield from _refusal(next_status, elsewhere, move)
        yield from _refusal(check_allowed, move, frozenset[str](), GAP)
        if Who.APPLICANT in MOVES[move].who and not any(isinstance(w, Can) for w in MOVES[move].who):
            yield f"no.{move}", errors.NotAllowedError.status, f"只有申请人可以{move.label}"


def _of_permissions() -> Iterator[tuple[str, int, str]]:
    from cityhall.kernel.actor import Actor, require
    from docs.generate import term_modules

    somebody = Actor("", account_id=0)
    for _, module in term_modules():
        for permission in getattr(module, "Can", ()):
            yield from _refusal(require, somebody, permission)


def _of_forms() -> Iterator[tuple[str, int, str]]:
    """Sentences put together from what was typed."""
    from cityhall.cases.rules import check_form
    from cityhall.catalogue.terms import FieldKind, FieldSpec
    from cityhall.kernel.accounts.passwords import check_new

    yield from _refusal(check_new, "sample", "correct horse")
    yield from _refusal(check_form, [FieldSpec("n", "面积"), FieldSpec("d", "日期", FieldKind.DATE)], {"d": "明天"})


def _refusal(rule: Callable[..., object], *values: object) -> Iterator[tuple[str, int, str]]:
    try:
        rule(*values)
    except errors.DomainError as refusal:
        yield refusal.code, refusal.status, refusal.message
