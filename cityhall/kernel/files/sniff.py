"""What a file is, told from its bytes and never from its name. Pure."""

from cityhall.kernel.errors import InvalidInputError

HEADS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"heif"}
ACCEPTED = {"application/pdf", "image/png", "image/jpeg", "image/webp", "application/ofd"}
WORDS = "PDF、OFD、JPG、PNG 或 WebP"


def media_type(head: bytes) -> str:
    """The media type of the first kilobytes of a file, or `application/octet-stream`."""
    for magic, kind in HEADS:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF:
        return "image/heic"
    if head.startswith(b"PK\x03\x04") and b"OFD.xml" in head:
        return "application/ofd"
    return "application/octet-stream"


def check_accepted(kind: str) -> None:
    """Refuse what no clerk can open and no archive can keep."""
    if kind == "image/heic":
        raise InvalidInputError(
            "file.heic",
            "这是 HEIC 格式的照片，工作人员的电脑打不开。请点“拍照”重新拍，或在手机“设置—相机—格式”里选“兼容性最佳”"
            "后再拍，也可以先截屏再上传截图",
            field="file",
        )
    if kind not in ACCEPTED:
        raise InvalidInputError("file.kind", f"这个文件不是 {WORDS}，请转换格式或拍照后重新上传", field="file")
