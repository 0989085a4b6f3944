"""What a city has before anyone has typed a word: the law's defaults. Sowing twice changes nothing."""


def sow() -> None:
    """Put the law's defaults in place, through the rooms' own actions."""
