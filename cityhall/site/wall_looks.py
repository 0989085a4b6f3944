"""What `cityhall doctor` looks at on the walls: keys anybody could guess, doors left open, a role that can do too much."""

import base64
import ipaddress
import os
from pathlib import Path

from cityhall.site.checks import BAD, OK, WARN, Finding, _ask

SHORTEST = 32
GUESSABLE = ("change", "secret", "example", "password", "default", "insecure", "test", "demo", "12345")
WIDE = {4: 12, 6: 32}  # a network with fewer bits than this lets in more than a city's own
MIGHTY = ("pg_execute_server_program", "pg_write_server_files", "pg_read_server_files", "pg_write_all_data")


def default_keys() -> Finding:
    """Keys that were never drawn: short, of one letter, or a word of the handbook."""
    from django.conf import settings

    data, index = [_bytes(one.partition(":")[2]) for one in settings.DATA_KEYS.split(",")], _bytes(settings.INDEX_KEY)
    weak = [name for name, bad in (
        ("CITYHALL_SECRET_KEY", is_guessable(settings.SECRET_KEY)),
        ("CITYHALL_DATA_KEYS", any(len(set(key)) < SHORTEST // 4 for key in data)),
        ("CITYHALL_INDEX_KEY", len(set(index)) < SHORTEST // 4 or index in data),
    ) if bad]  # fmt: skip
    if weak:
        return Finding(
            "default-keys", BAD, f"{'、'.join(weak)} 是示例、过短或重复使用的密钥，任何人都能猜到，请换成随机密钥"
        )
    return Finding("default-keys", OK, "密钥不是默认值")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def is_guessable(key: str) -> bool:
    """Too short, of too few letters, or a placeholder."""
    low = key.lower()
    return len(key) < SHORTEST or len(set(key)) < SHORTEST // 4 or any(word in low[:24] for word in GUESSABLE)


def openness() -> Finding:
    """Is what shows itself to the public shut as the public's city should be?"""
    from django.conf import settings

    names = set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS.split(","))
    faults = [text for text, bad in (
        ("DEBUG 已打开，出错页会显示内部信息", settings.DEBUG),
        ("CITYHALL_LOG=DEBUG 会记录过细的内容", os.environ.get("CITYHALL_LOG", "").upper() == "DEBUG"),
        ("CITYHALL_HOSTS 含 *，会应答任何域名", any(n.startswith(("*", ".")) for n in names)),
        ("对外提供服务但 CITYHALL_HTTPS 未打开，会话可能被窃听", bool(names) and not settings.SESSION_COOKIE_SECURE),
        ("CITYHALL_LIMITS=off，没有访问频率限制", bool(names) and not settings.LIMITS),
        ("CITYHALL_PROXIES 为 0，代理后的所有访客会被当作一个网络", bool(names) and not settings.TRUSTED_PROXIES),
        ("CITYHALL_OUTGOING 放行的网段过宽", _is_wide(settings.OUTGOING)),
    ) if bad]  # fmt: skip
    if faults:
        return Finding("openness", WARN, "；".join(faults))
    return Finding("openness", OK, "对外设置没有敞开的地方")


def _is_wide(listed: str) -> bool:
    networks = []
    for one in filter(None, (part.strip() for part in listed.split(","))):
        try:
            networks.append(ipaddress.ip_network(one, strict=False))
        except ValueError:
            continue
    return any(n.prefixlen < WIDE[n.version] and n != ipaddress.ip_network("10.0.0.0/8") for n in networks)


def scanner() -> Finding:
    """Does anything look into uploads for malware?"""
    from django.conf import settings

    from cityhall.kernel.files import scanner as asking

    if not settings.CLAMD:
        level = OK if settings.DEMO else WARN
        return Finding("scanner", level, "上传的文件不经病毒扫描；请部署 clamd 并设 CITYHALL_CLAMD=主机:端口")
    if not asking.answers():
        return Finding("scanner", BAD, f"病毒扫描服务 {settings.CLAMD} 没有应答，现在所有上传都会被拒绝，请检查该服务")
    return Finding("scanner", OK, "病毒扫描服务在应答")


def key_files(folder: Path) -> Finding:
    """Files with secrets in them that others on the machine can read."""
    chosen = [folder / "keys.json", folder / "keys-retired.json", *folder.glob("db/*.password"), Path(".env").resolve()]
    readable = [str(path) for path in chosen if path.is_file() and path.stat().st_mode & 0o077]
    if readable:
        return Finding("key-files", BAD, f"本机其他账号能读到密钥：{'、'.join(readable)}，请执行 chmod 600")
    return Finding("key-files", OK, "密钥文件只有本账号能读")


def might() -> Finding:
    """The serving role owns nothing of the city and runs nothing on the server."""
    (powers,) = _ask(
        "SELECT string_agg(power, '、') FROM ("
        " SELECT rolname AS power FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(current_user, oid, 'MEMBER')"
        " UNION ALL SELECT 'REPLICATION' FROM pg_roles WHERE rolname = current_user AND rolreplication"
        " UNION ALL SELECT 'BYPASSRLS' FROM pg_roles WHERE rolname = current_user AND rolbypassrls"
        " UNION ALL (SELECT '拥有表 ' || tablename FROM pg_tables"
        "  WHERE pg_has_role(current_user, tableowner, 'MEMBER') AND tablename LIKE 'ch\\_%%' LIMIT 1)) AS found",
        "{" + ",".join(MIGHTY) + "}",
    )
    if powers:
        return Finding("might", BAD, f"DATABASE_URL 的账号权力过大（{powers}），请换用只读写数据的普通账号")
    return Finding("might", OK, "DATABASE_URL 的账号不拥有数据表，也不能在服务器上执行程序")


def offices() -> Finding:
    """三员分立: once there are three administrators, a role with the powers of two of them undoes what they are for, and so
    do several roles of one person."""
    from cityhall.organs import queries

    roles, people = queries.joined_powers()
    found = [f"角色“{name}”" for name in roles] + [f"{name}的几个角色合起来" for name in people]
    if found:
        return Finding(
            "offices", WARN,
            f"已有三员，仍有人兼有两员的权力（{'、'.join(found)}）；请收回其中的角色，或去掉角色里一员的权限",
        )  # fmt: skip
    return Finding("offices", OK, "没有角色、也没有人兼有三员中两员的权力")


def all_of(folder: Path) -> list[Finding]:
    """Everything on the walls that needs no database; `might` is asked with the others that do."""
    return [default_keys(), openness(), scanner(), key_files(folder)]
