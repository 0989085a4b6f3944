"""What a browser says of itself, as much of it as helps somebody to know her own device again. Pure."""

SYSTEMS = (  # the first that is named; an Android says Linux too, an iPad and a Harmony say more than one
    ("HarmonyOS", "鸿蒙"), ("OpenHarmony", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("MicroMessenger", "微信"), ("AlipayClient", "支付宝"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("QQBrowser", "QQ 浏览器"),
    ("360", "360 浏览器"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
UNKNOWN, LENGTH = "未知设备", 60


def device_of(agent: str) -> str:
    """“Windows · Edge”: the system and the browser. What is not known is not guessed, nor is the text kept."""
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    return " · ".join(filter(None, (system, browser)))[:LENGTH] or UNKNOWN
