"""The looks `cityhall doctor` takes. Each answers one finding: ok, warn or bad, and what to do."""

import json
import os
import shutil
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

OK, WARN, BAD = "ok", "warn", "bad"
GIGABYTE = 1024**3
OLDEST_VERSION = 15_00_00
SEAL_LATE = 15  # minutes
CLOCK_OFF = timedelta(seconds=2)
HEART = timedelta(seconds=60)
PARTITIONS_AHEAD = 2
QUEUE_LATE, QUEUE_STUCK, SWEEP_STUCK = 60, 900, 1800  # seconds


class Finding(NamedTuple):
    name: str
    level: str
    text: str


def port(number: int) -> Finding:
    """Free, or answered already?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", number)) == 0:
            return Finding("port", OK, f"端口 {number} 上有服务在应答；若不是本系统，启动时请用 --port 另选")
    return Finding("port", OK, f"端口 {number} 空闲")


def disk(folder: Path) -> Finding:
    """Room for files and database."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / GIGABYTE
    level = BAD if free < 1 else WARN if free < 5 else OK  # noqa: PLR2004 - gigabytes
    advice = "" if level == OK else "，请清理磁盘或把 CITYHALL_VAR 设到更大的磁盘"
    return Finding("disk", level, f"{folder} 所在磁盘剩余 {free:.1f} GB{advice}")


def keys(folder: Path) -> Finding:
    """Where the keys of the personal data lie."""
    if os.environ.get("CITYHALL_DATA_KEYS"):
        return Finding("keys", OK, "密钥由环境变量给出")
    path = folder / "keys.json"
    if not path.exists():
        return Finding("keys", OK, f"首次启动时将在 {path} 生成密钥")
    if path.stat().st_mode & 0o077:
        return Finding("keys", BAD, f"{path} 可被他人读取，请执行 chmod 600 {path}")
    count = len(json.loads(path.read_text()))
    return Finding("keys", WARN, f"{count} 把密钥只在 {path}：丢失后个人信息无法解密，请另行离线备份")


def address() -> Finding:
    """Does what leaves the house, links in messages and the codes on papers, lead back to it?"""
    from django.conf import settings

    names = set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS.split(","))
    if names and settings.PUBLIC_URL == settings.LOCAL_URL:
        text = f"对外以 {'、'.join(sorted(names))} 提供服务，但 CITYHALL_URL 仍是默认的 {settings.LOCAL_URL}"
        return Finding("address", WARN, f"{text}：文书上的二维码和消息中的链接打不开，请设为公众使用的网址")
    return Finding("address", OK, f"文书和消息中的网址是 {settings.PUBLIC_URL}")


def of_database() -> list[Finding]:
    """Everything that needs the database; when it cannot be reached, one finding says so."""
    from django.db import DatabaseError, connection

    from cityhall.site.safety.looks import archive
    from cityhall.site.wall_looks import might, offices

    try:
        connection.ensure_connection()
    except DatabaseError as trouble:
        text = f"连不上数据库，请检查 DATABASE_URL 与数据库服务：{str(trouble).splitlines()[0]}"
        return [Finding("database", BAD, text)]
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("database", version), ("tables", tables), ("roles", roles), ("journal", journal), ("seal", seal), ("months", months),
        ("clock", against_database_clock), ("calendar", calendar), ("worker", worker), ("queue", queue), ("jobs", jobs),
        ("sweep", sweep), ("messages", messages), ("demo", made_up), ("archive", archive), ("might", might), ("offices", offices),
    )  # fmt: skip
    found = []
    for name, look in looks:
        try:
            found.append(look())
        except DatabaseError as trouble:
            text = f"查不了：{str(trouble).splitlines()[0]}；请先运行 cityhall migrate"
            found.append(Finding(name, BAD, text))
    return found


def _ask(question: str, *values: str) -> tuple[object, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return tuple(cursor.fetchone() or (None,))


def version() -> Finding:
    """PostgreSQL 15 or newer."""
    number, text = _ask("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    if int(str(number)) < OLDEST_VERSION:
        return Finding("database", BAD, f"PostgreSQL {text} 太旧，需要 15 或更新版本")
    return Finding("database", OK, f"PostgreSQL {text} 已连接")


def tables() -> Finding:
    """Every migration applied?"""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if open_ones:
        return Finding("tables", BAD, f"还有 {len(open_ones)} 个迁移未执行，请运行 cityhall migrate")
    return Finding("tables", OK, "数据表是当前版本")


def roles() -> Finding:
    """The serving role may serve and nothing else."""
    name, is_super, makes = _ask(
        "SELECT rolname, rolsuper, rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    if is_super:
        return Finding("roles", BAD, f"服务账号 {name} 是超级用户，能改写办事日志；请在 DATABASE_URL 中换用普通账号")
    if makes:
        return Finding("roles", WARN, f"服务账号 {name} 能建库或建角色，请收回（见 docs/operations.md）")
    return Finding("roles", OK, f"服务账号 {name} 没有多余的权限")


def journal() -> Finding:
    """By trying, in a transaction that is rolled back: the journal can be added to, not changed."""
    from django.db import ProgrammingError, connection, transaction

    for attempt in (
        "UPDATE ch_journal_entry SET event = event WHERE false",
        "DELETE FROM ch_journal_entry WHERE false",
        "TRUNCATE ch_journal_entry",
        "UPDATE ch_journal_batch SET number = number WHERE false",
        "DELETE FROM ch_journal_batch WHERE false",
        "TRUNCATE ch_journal_batch",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute(attempt)
                transaction.set_rollback(True)
        except ProgrammingError:
            continue
        return Finding("journal", BAD, "服务账号能改写办事日志，请运行 cityhall migrate 重新授权，并核对账号归属")
    return Finding("journal", OK, "办事日志只能追加")


def seal() -> Finding:
    """Is the journal folded as it grows?"""
    count, waiting, minutes = _ask(
        "SELECT (SELECT count(*) FROM ch_journal_batch), count(*), extract(epoch FROM now() - min(at)) / 60 "
        "FROM ch_journal_entry WHERE id > coalesce((SELECT max(last_id) FROM ch_journal_batch), 0)"
    )
    late = float(str(minutes or 0))
    if late > SEAL_LATE:
        text = f"{waiting} 条日志等了 {late:.0f} 分钟还没有固化，请检查后台任务是否在运行，或执行 cityhall journal seal"
        return Finding("seal", WARN, text)
    return Finding("seal", OK, f"办事日志已固化 {count} 批；用 cityhall journal verify 逐条验证")


def months() -> Finding:
    """Tables for the months to come."""
    from django.conf import settings

    from cityhall.kernel import clock

    (last,) = _ask(
        "SELECT max(tablename) FROM pg_tables WHERE schemaname = %s AND tablename ~ '^ch_journal_entry_[0-9]{6}$'",
        settings.CITY,
    )
    text = str(last or "000000")[-6:]
    today = clock.today()
    ahead = (int(text[:4]) - today.year) * 12 + int(text[4:]) - today.month
    if ahead < PARTITIONS_AHEAD:
        return Finding("months", WARN, f"办事日志的月表只到 {text}，请运行 cityhall migrate")
    return Finding("months", OK, f"办事日志的月表已建到 {text[:4]} 年 {int(text[4:])} 月")


def against_database_clock() -> Finding:
    """Our clock against the database's. Whether both are right is for the machine's time service to say."""
    from cityhall.kernel import clock

    (theirs,) = _ask("SELECT clock_timestamp()")
    off = abs(clock.now() - theirs)  # type: ignore[operator]
    if off > CLOCK_OFF:
        return Finding("clock", BAD, f"本机与数据库时钟相差 {off.total_seconds():.0f} 秒，请为两台机器校时")
    return Finding("clock", OK, f"本机与数据库时钟一致（{clock.local(clock.now()):%Y-%m-%d %H:%M}，北京时间）")


def calendar() -> Finding:
    """Is the State Council's notice in, from three months ahead?"""
    from cityhall.deadlines import queries
    from cityhall.kernel import clock

    today = clock.today()
    if today.year not in queries.calendar().published:
        return Finding("calendar", BAD, f"{queries.calendar_alarm(today)}：cityhall calendar import")
    alarm = queries.calendar_alarm(today)
    if alarm:
        return Finding("calendar", WARN, f"{alarm}：cityhall calendar import")
    return Finding("calendar", OK, "工作日历已录入")


def worker() -> Finding:
    """Does a worker's heart beat?"""
    from cityhall.kernel import clock

    (beat,) = _ask("SELECT max(last_heartbeat) FROM procrastinate_workers")
    if beat is None or clock.now() - beat > HEART:  # type: ignore[operator]
        return Finding("worker", WARN, "没有后台任务进程在运行：通知和到期检查会停下，请启动 cityhall worker")
    return Finding("worker", OK, "后台任务进程在运行")


def jobs() -> Finding:
    """Jobs that nobody tries any more."""
    from cityhall.kernel.jobs.queries import count_given_up

    count = count_given_up()
    if count:
        return Finding("jobs", WARN, f"有 {count} 个后台任务多次失败后放弃，请在“系统设置—后台任务”中查看并重跑")
    return Finding("jobs", OK, "没有放弃的后台任务")


def queue() -> Finding:
    """Does background work keep up?"""
    from cityhall.site.vitals import vitals

    told = vitals()
    if told.oldest > QUEUE_STUCK:
        text = (
            f"{told.waiting} 个任务在排队，最早的等了 {told.oldest / 60:.0f} 分钟；请检查后台进程，或增加 --concurrency"
        )
        return Finding("queue", BAD, text)
    if told.oldest > QUEUE_LATE:
        return Finding("queue", WARN, f"{told.waiting} 个任务在排队，最早的等了 {told.oldest:.0f} 秒")
    return Finding("queue", OK, "后台任务没有积压")


def sweep() -> Finding:
    """Is what ran out recorded in time?"""
    from cityhall.site.vitals import vitals

    lag = vitals().sweep_lag
    if lag > SWEEP_STUCK:
        text = f"有时限过期 {lag / 60:.0f} 分钟还没有登记超期：到期检查没有运行，请检查后台进程"
        return Finding("sweep", BAD, text)
    return Finding("sweep", OK, "到期检查按时运行")


def messages() -> Finding:
    """Do messages leave?"""
    from cityhall.site.vitals import vitals

    told = vitals()
    if told.messages_failed:
        text = f"一天内有 {told.messages_failed} 条消息发送失败，请在“系统设置—消息发送”中查看原因并重发"
        return Finding("messages", WARN, text)
    return Finding("messages", OK, "没有发送失败的消息")


def made_up() -> Finding:
    """The demo's people have published passwords: where they are not meant to be they let anybody in."""
    from django.conf import settings

    from cityhall.site.sign_in import cards
    from cityhall.twin import life

    if not (life.is_founded() or len(cards.shown()) > 1):
        return Finding("demo", OK, "没有演示数据")
    if settings.DEMO:
        return Finding("demo", OK, "演示环境：账号和密码公开，请勿录入真实信息")
    text = "库中是演示城市，账号密码公开，但 CITYHALL_DEMO 未打开：任何人都能以演示账号登录"
    return Finding("demo", WARN, f"{text}；正式使用请换一个空库，演示请设 CITYHALL_DEMO=yes（cityhall run 自动设置）")
