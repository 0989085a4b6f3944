"""The archive a workbook is: looked at before anything is unfolded, and counted while it is."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from zlib import error as zlib_error

from cityhall.kernel.errors import InvalidInputError

from .limits import MEGABYTE, Limits

CHUNK = 256 * 1024
ENCRYPTED = 0x1


class Archive:
    """The parts of a workbook by name, never more of them than the limits allow."""

    def __init__(self, source: IO[bytes], limits: Limits) -> None:
        self.limits = limits
        source.seek(0)
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as bad:
            raise damaged() from bad
        self.parts = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        self._look()

    def _look(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > self.limits.entries:
            raise _bomb(f"里面有 {len(infos)} 个部件，最多 {self.limits.entries} 个")
        if any(i.flag_bits & ENCRYPTED for i in infos):
            raise locked()
        declared, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
        if declared > self.limits.unpacked:
            raise _bomb(f"展开后超过 {self.limits.unpacked // MEGABYTE} MB")
        if declared > self.limits.matters and declared > packed * self.limits.ratio:
            raise _bomb(f"压缩比超过 {self.limits.ratio} 倍")

    @contextmanager
    def reading(self, name: str) -> Iterator[Iterator[bytes]]:
        """One part, piece by piece; what it really unfolds to is counted, whatever it declared."""
        info = self.parts.get(name)
        if info is None:
            raise damaged()
        try:
            with self._zip.open(info) as part:
                yield self._pieces(part, info.compress_size)
        except (zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError, RuntimeError, OSError) as bad:
            raise damaged() from bad

    def _pieces(self, part: IO[bytes], packed: int) -> Iterator[bytes]:
        mine = 0
        while piece := part.read(CHUNK):
            mine += len(piece)
            if mine > self.limits.unpacked:
                raise _bomb(f"展开后超过 {self.limits.unpacked // MEGABYTE} MB")
            if mine > self.limits.matters and mine > packed * self.limits.ratio:
                raise _bomb(f"压缩比超过 {self.limits.ratio} 倍")
            yield piece


def locked() -> InvalidInputError:
    return InvalidInputError("sheet.locked", "文件设了打开密码，无法读取。请在表格软件中取消密码，另存后再导入", "file")


def _bomb(why: str) -> InvalidInputError:
    return InvalidInputError(
        "sheet.bomb", f"文件{why}，不像正常的表格，没有导入。请只复制需要的数据到一个新表格，另存后再试", "file"
    )


def damaged() -> InvalidInputError:
    return InvalidInputError(
        "sheet.damaged", "文件已损坏，或不是 XLSX 表格。请用表格软件打开并另存为 XLSX 后再导入", "file"
    )
