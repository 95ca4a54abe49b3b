"""What the program says, in other languages than Chinese: catalogues of whole sentences (gettext)."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from tally.domain.message import Translate

LOCALE = Path(__file__).parent / "locale"


@cache
def translator(lang: str) -> Translate:
    """Return the translation of templates into `lang`; Chinese is what they are written in.

    >>> translator("zh")("应选{seats}名"), translator("en")("总监票人：")
    ('应选{seats}名', 'Chief scrutineer: ')
    """
    if lang == "zh":
        return str
    return gettext.translation("tally", LOCALE, languages=[lang]).gettext
