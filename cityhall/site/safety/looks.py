"""What the doctor says of the safety of data."""

from datetime import datetime, timedelta

from cityhall.kernel import clock
from cityhall.kernel.errors import DomainError
from cityhall.site import safety_settings
from cityhall.site.checks import BAD, OK, WARN, Finding
from cityhall.site.embedded import wal

from . import manifest

OLDEST = timedelta(days=2)
ARCHIVER = """
SELECT current_setting('archive_mode') <> 'off', last_failed_time > coalesce(last_archived_time, '-infinity'), last_failed_wal,
  (SELECT count(*) FROM pg_stat_replication), current_setting('synchronous_standby_names') FROM pg_stat_archiver
"""


def backup() -> Finding:
    """How old the last good backup is; red beyond two days."""
    folder = safety_settings.backup_folder()
    if folder is None:
        return Finding("backup", WARN, "没有设置 CITYHALL_BACKUP_DIR：系统不会自己备份，见 docs/safety.md")
    names = manifest.backups(folder)
    if not names:
        return Finding("backup", BAD, f"{folder} 里还没有备份，请执行 cityhall backup，并检查后台任务是否在运行")
    try:
        told = manifest.read(names[-1])
    except DomainError as damaged:
        return Finding("backup", BAD, damaged.message)
    age = clock.now() - datetime.fromisoformat(told.made_at)
    said = f"最近一次备份 {told.name}，{age.total_seconds() / 3600:.0f} 小时前"
    if age > OLDEST:
        return Finding("backup", BAD, f"{said}，已超过两天，请执行 cityhall backup，并检查后台任务")
    if told.missing or told.damaged:
        return Finding("backup", WARN, f"{said}；城市里有 {len(told.missing) + len(told.damaged)} 个文件缺失或损坏")
    return Finding("backup", OK, said)


def archive() -> Finding:
    """Does the log reach its archive, and the replica that is waited for?"""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(ARCHIVER)
        on, failing, segment, replicas, waited_for = cursor.fetchone()
    if waited_for and not replicas:
        return Finding(
            "archive",
            BAD,
            "设置了等待备机（CITYHALL_SYNC_REPLICA），但没有备机连着：写入会一直等待，请启动备机或取消设置",
        )
    if wal.folder() is None:
        return Finding("archive", OK, "没有设置 CITYHALL_WAL_DIR：只能恢复到最近一次备份，不能恢复到任一时刻")
    if not on:
        return Finding("archive", BAD, "设置了 CITYHALL_WAL_DIR，但数据库还没有开始归档日志，请停止全部进程后重新启动")
    if failing:
        return Finding("archive", BAD, f"日志 {segment} 归档失败：请检查 {wal.folder()} 的空间和权限，日志会越积越多")
    return Finding("archive", OK, f"数据库日志归档到 {wal.folder()}")
