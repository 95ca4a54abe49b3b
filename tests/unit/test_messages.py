"""Every sentence exists in English with the same values in it, and the compiled catalogue is what was written."""

from __future__ import annotations

import gettext
import io
import re
from string import Formatter

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from messages import templates
from tally.domain.message import Message
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


FORMS = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


def test_a_number_and_its_noun_agree_in_english() -> None:
    """A noun that has two forms somewhere stands nowhere in the plural after a 1 (“1 ballot”, “2 ballots”)."""
    english = translator("en")
    forms = [found for text in templates() for found in FORMS.findall(english(text))]
    numbers, nouns = {name for name, _, _ in forms}, {many for _, _, many in forms if many[-1] == "s"}
    plural = re.compile(rf"\b1 (?:{'|'.join(nouns)})\b")
    assert {"ballots", "candidates", "seats", "votes"} <= nouns
    said = [Message(text, {name: 1 if name in numbers else 2 for name in values(text)}) for text in templates()]
    wrong = [one for one in said if one.values and plural.search(one.render(english))]
    assert wrong == []


def test_the_two_forms_of_a_word() -> None:
    for number, said in ((0, "0 ballots are"), (1, "1 ballot is"), (2, "2 ballots are"), ("1", "1 ballot is")):
        message = Message("共{ballots}张", {"ballots": number})
        assert message.render(lambda _: "{ballots} {ballots:ballot is|ballots are}") == said
    for names, said in ((("甲",), "甲 stands"), (("甲", "乙"), "甲、乙 stand"), ((), " stand")):
        assert Message("{names}", {"names": names}).render(lambda text: "{names} {names:stands|stand}"
                                                           if "{" in text else text) == said  # fmt: skip


def test_a_calculation_has_the_commas_of_the_language_and_what_people_wrote_its_own() -> None:
    values = {"office": "委员，甲组", "arithmetic": "8 − 7 = 1，1/7 < 20%"}
    said = Message("{office}差额不符合规定：{arithmetic}", values)
    assert str(said) == "委员，甲组差额不符合规定：8 − 7 = 1，1/7 < 20%"
    english = said.render(translator("en"))
    assert "委员，甲组" in english
    assert english.endswith("8 − 7 = 1, 1/7 < 20%")


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
