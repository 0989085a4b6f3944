"""OFD files are ZIP containers: what is in them is counted, named, measured and looked at before anybody unpacks them."""

import re
import zipfile
import zlib
from typing import IO

from cityhall.kernel.errors import InvalidInputError, TooLargeError

MEMBERS = 5_000
TOTAL = 200 * 1024 * 1024  # unfolded
RATIO, SMALL = 200, 1024 * 1024  # a member above SMALL may be at most RATIO times its packed size
PIECE = 256 * 1024
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
LINK = 0o120000
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
)
SCRIPTS = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jse|wsf|hta|html?|svg|jar|sh|lnk|msi|apk|zip|rar|7z|gz|tar|cab|iso)$", re.I
)
OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)|\\|[\x00-\x1f]")
ENTITIES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)


def check_ofd(content: IO[bytes]) -> None:
    """An OFD that holds what an OFD holds: pages, pictures, fonts, seals, and the XML or XBRL of an e-invoice.

    Raises `file.container` (422) for what does not belong there, `file.unfolds` (413) for what unfolds without measure."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as packed:
            _check_list(packed.infolist())
            for member in packed.infolist():
                if not member.is_dir():
                    _check_member(packed, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as broken:
        raise _wrong("OFD 文件已损坏或没有传完整，请重新导出后再上传") from broken


def _check_list(members: list[zipfile.ZipInfo]) -> None:
    names = [m.filename for m in members]
    if len(members) > MEMBERS or sum(m.file_size for m in members) > TOTAL or any(map(_is_bomb, members)):
        raise TooLargeError("file.unfolds", "文件解开后过大，请分成几个文件上传", field="file")
    if len(set(names)) < len(names) or "OFD.xml" not in names:
        raise _wrong("这不是完整的 OFD 文件，请重新导出后再上传")
    if any(OUTSIDE.search(name) for name in names) or any(m.external_attr >> 16 & 0o170000 == LINK for m in members):
        raise _wrong("OFD 文件内部的路径不正常，请用正规软件重新导出后再上传")
    if any(m.flag_bits & ENCRYPTED for m in members) or any(m.compress_type not in METHODS for m in members):
        raise _wrong("OFD 文件加了密或用了不常见的压缩方式，请解除后再上传")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SMALL and member.file_size > RATIO * max(member.compress_size, 1)


def _check_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read to its end, so that its checksum and its promised size are held against what is there."""
    if SCRIPTS.search(member.filename):
        raise _wrong("OFD 文件里夹带了程序、网页或压缩包，请去掉附件后再上传")
    with packed.open(member) as inside:
        head = inside.read(PIECE)
        if head.startswith(PROGRAMS + PACKED):
            raise _wrong("OFD 文件里夹带了程序或压缩包，请去掉附件后再上传")
        if member.filename.lower().endswith((".xml", ".xbrl")) and any(word in head for word in ENTITIES):
            raise _wrong("OFD 文件里的 XML 带有实体定义，请用正规软件重新导出后再上传")
        while inside.read(PIECE):
            pass


def _wrong(sentence: str) -> InvalidInputError:
    return InvalidInputError("file.container", sentence, field="file")
