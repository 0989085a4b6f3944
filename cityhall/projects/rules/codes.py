"""项目代码: what a national project code looks like. The shape is a setting of the city with its source; the first one is that of
《固定资产投资项目代码管理规范》（发改投资〔2020〕1439号）第四、五条 and GB/T 40058-2021: 4 digits of year and month, 6 of the
division, 2 of the central organ, 2 of the kind, 5 at random and a check mark, joined by hyphens. How the check mark is reckoned
has not been read, so it is not reckoned here: whether a code exists is for the national platform to say."""

from cityhall.kernel.errors import InvalidInputError

PICTURE = "YYMM-DDDDDD-99-99-99999X"
SOURCE = "发改投资〔2020〕1439号《固定资产投资项目代码管理规范》第四条、第五条；GB/T 40058-2021"
SIGNS = "YMD9X-"
LONGEST = 40
DECEMBER = 12


def check_picture(picture: str) -> str:
    """A shape as it is kept: Y year, M month, D division, 9 a digit, X a digit or a capital letter."""
    shape = picture.strip().upper()
    if not shape or len(shape) > LONGEST or set(shape) - set(SIGNS) or shape.count("M") not in (0, 2):
        raise InvalidInputError(
            "projects.bad_picture",
            "代码样式只能由 Y（年）M（月）D（区划）9（数字）X（数字或大写字母）和短横线组成，月份写两位",
            field="picture",
        )
    return shape


def check_code(text: str, picture: str) -> str:
    """The code as it is kept, or why it cannot be one."""
    code = text.strip().upper().replace("－", "-").replace("—", "-").replace(" ", "")
    fits = len(code) == len(picture) and all(_fits(c, sign) for c, sign in zip(code, picture, strict=True))
    if not fits:
        raise InvalidInputError(
            "projects.bad_code",
            f"项目代码应是 {len(picture)} 位，样式为 {shown(picture)}；请核对在线平台赋予的代码",
            field="code",
        )
    month = "".join(c for c, sign in zip(code, picture, strict=True) if sign == "M")
    if month and not 1 <= int(month) <= DECEMBER:
        raise InvalidInputError(
            "projects.bad_code_month", f"项目代码第 3、4 位应是赋码的月份，不会是 {month}；请核对", field="code"
        )
    return code


def shown(picture: str) -> str:
    """The shape in words of a form: 年月-区划-数字…"""
    words = {"Y": "年", "M": "月", "D": "区", "9": "数", "X": "校"}
    return "".join(words.get(sign, sign) for sign in picture)


def _fits(char: str, sign: str) -> bool:
    if sign == "-":
        return char == "-"
    if sign == "X":
        return char.isascii() and (char.isdigit() or char.isalpha())
    return char.isascii() and char.isdigit()
