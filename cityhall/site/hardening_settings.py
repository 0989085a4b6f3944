"""Settings of the walls against the outside: calls out, uploads, request limits. Read from the environment, as all are."""

import os

OUTGOING = os.environ.get("CITYHALL_OUTGOING", "")
CLAMD = os.environ.get("CITYHALL_CLAMD", "")

# Requests a minute, by network address unless said otherwise. The figure behind them: a hall of 600 people behind one address,
# 300 of them at their phones at once, each opening ten pages and searching four times a minute, is 3 000 and 1 200.
USUAL = {
    "page": 6000,
    "search": 2400,
    "progress": 900,  # a look every twenty seconds by each of them
    "sign_in": 600,  # each of them twice a minute; wrong passwords and codes have limits of their own
    "api": 1200,
    "account": 1200,  # by account, whatever is asked: twenty a second is a program
}


def limits(text: str) -> dict[str, int]:
    """`off`, or numbers in place of the usual ones: page=9000,api=300."""
    if text.strip().lower() in {"off", "no", "0"}:
        return {}
    named = dict(part.strip().split("=", 1) for part in text.split(",") if part.strip())
    if unknown := set(named) - set(USUAL):
        raise ValueError(f"CITYHALL_LIMITS knows {', '.join(USUAL)} and off, not {', '.join(sorted(unknown))}")
    return USUAL | {name: int(number) for name, number in named.items()}


# 查看个人信息原文: no law names a number; what a clerk at a busy window needs, and what is worth a question.
LOOKS_AN_HOUR = int(os.environ.get("CITYHALL_LOOKS_AN_HOUR", "60"))
LOOKS_ALARM = int(os.environ.get("CITYHALL_LOOKS_ALARM", "200"))
# 个人信息副本: how long it lies ready; short, for it holds everything.
OWN_DATA_DAYS = int(os.environ.get("CITYHALL_OWN_DATA_DAYS", "7"))

LIMITS = limits(os.environ.get("CITYHALL_LIMITS", ""))

# Sign-in by another system's word: the flow of django-allauth without its accounts, its tables and its middleware (decision 24).
FLOW_APPS = ["cityhall.site.sign_in.borrowed.Accounts", "cityhall.site.sign_in.borrowed.SocialAccounts"]
NO_TABLES = {"account": None, "socialaccount": None}
FLOW_ADAPTER = "cityhall.site.sign_in.outward.Adapter"
# What a token may be signed with: never a shared secret, never nothing.
TOKEN_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
