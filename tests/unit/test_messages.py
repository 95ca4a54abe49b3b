"""Every sentence exists in English with the same values in it, and the compiled catalogue is what was written."""

from __future__ import annotations

import gettext
import io
from string import Formatter

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from messages import templates
from tally.messages import LOCALE, translator

ENGLISH = LOCALE / "en" / "LC_MESSAGES"


def values(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_sentence_has_an_english_one() -> None:
    english = translator("en")
    said = templates()
    assert len(said) > 300
    same = {text for text in said if english(text) == text and values(text) != {text.strip("{}")}}
    assert {text for text in same if not text.startswith("tally ")} == set()  # examples with Chinese names


def test_translations_use_the_same_values() -> None:
    english = translator("en")
    assert {text for text in templates() if not values(english(text)) <= values(text)} == set()
    lost = {text: values(text) - values(english(text)) for text in templates()}
    assert {text for text, names in lost.items() if names} == set()


def test_the_catalogue_holds_nothing_else_and_is_compiled() -> None:
    with (ENGLISH / "tally.po").open("rb") as source:
        catalogue = read_po(source, locale="en", charset="utf-8")
    assert {message.id for message in catalogue if message.id} == set(templates())
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    fresh = gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
    with (ENGLISH / "tally.mo").open("rb") as stored:
        kept = gettext.GNUTranslations(stored)
    assert {text: fresh.gettext(text) for text in templates()} == {text: kept.gettext(text) for text in templates()}
