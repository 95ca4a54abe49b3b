"""The keys of election.toml (contract, section 1), as data."""

from __future__ import annotations

from collections.abc import Mapping

from tally.domain.election import Kind, Stage
from tally.files.schema import Field

_KINDS = tuple(kind.value for kind in Kind)
LAYOUTS = (
    "matrix",
    "transposed",
    "three-columns",
    "side-by-side",
    "stacked",
    "names",
    "exceptions",
    "tally-sheet",
    "long",
)
_BASES = ("present", "entitled", "voted", "all")

TOP: Mapping[str, Field] = {
    "schema": Field("count", required=True, least=1),
    "title": Field("text", required=True),
    "unit": Field("text", required=True),
    "term": Field("text"),
    "date": Field("date", required=True),
    "rules": Field("text", required=True),
    "stage": Field("text", choices=tuple(stage.value for stage in Stage)),
    "mode": Field("text", choices=("official", "rehearsal")),
    "by_election": Field("flag"),
    "places": Field("texts"),
    "attendance": Field("table", required=True),
    "unit_facts": Field("table"),
    "method": Field("table", required=True),
    "input": Field("table"),
    "names": Field("table"),
    "officers": Field("table"),
    "papers": Field("table"),
    "contest": Field("tables", required=True),
    "previous": Field("table"),
    "waiver": Field("tables"),
}
ATTENDANCE: Mapping[str, Field] = {
    "entitled": Field("count", least=1),
    "present": Field("count"),
    "voted": Field("count"),
    "all": Field("count", least=1),
    "proxies": Field("count"),
}
UNIT_FACTS: Mapping[str, Field] = {
    "members": Field("count"),
    "dispersed": Field("flag"),
    "delegates": Field("count"),
    "women_before": Field("count"),
    "reference_date": Field("date"),
    "approved": Field("flag"),
    "population": Field("count"),
    "deputies": Field("count"),
    "candidates_shown": Field("flag"),
    "secret_ballot": Field("flag"),
    "writers": Field("texts"),
    "in_person": Field("count"),
    "carried": Field("count"),
    "relatives_declared": Field("flag"),
    "chair": Field("text"),
    "district_heads": Field("count"),
    "district_young": Field("count"),
    "district_women": Field("count"),
    "staffing": Field("count"),
    "recommending_list": Field("count"),
    "recommending_posts": Field("count"),
    "dates": Field("table"),
}
DATES: Mapping[str, Field] = {
    **{
        key: Field("date")
        for key in (
            *("talks", "meeting", "recommended", "inspected", "compared", "studied", "nominated", "pledge"),
            *("last_election", "committee_formed", "districts", "voter_list", "introduced", "credentials", "announced"),
        )
    },
    "discipline_plenary": Field("moment"),
    "committee_plenary": Field("moment"),
}
METHOD: Mapping[str, Field] = {
    "writein_unmarked": Field("text", choices=("approve", "abstain", "void")),
    "writein_needs_oppose": Field("flag"),
    "unclear": Field("text", choices=("partial", "abstain")),
    "foreign_marks": Field("text", choices=("void", "read")),
    "majority_base": Field("text", choices=_BASES),
    "ballot_order": Field("text", choices=("leaders-first", "strokes", "given")),
    "report_order": Field("text", choices=("votes", "strokes")),
    "elected_order": Field("text", choices=("strokes", "approved", "votes")),
    "single_given": Field("text", choices=("blank-first", "compare")),
    "valid_limit": Field("text", choices=("voted", "issued")),
}
LEGEND: Mapping[str, Field] = {key: Field("texts", required=True) for key in ("approve", "oppose", "abstain")}
INPUT: Mapping[str, Field] = {
    "layout": Field("text", choices=LAYOUTS),
    "profile": Field("text"),
    "count": Field("text", choices=("first", "any")),
    "numbering": Field("text", choices=("unique", "per-file")),
}
NAMES: Mapping[str, Field] = {
    "strokes": Field("text"),
    "tie": Field("text", choices=("codepoint", "gf3003")),
}
OFFICERS: Mapping[str, Field] = {
    "chief_scrutineer": Field("text"),
    "scrutineers": Field("texts"),
    "counters": Field("texts"),
}
PAPERS: Mapping[str, Field] = {
    "font": Field("text"),
    "place": Field("text"),
    "superior": Field("text"),
    "approval": Field("text"),
    "signed_by": Field("text"),
    "ballot_layout": Field("text", choices=("A", "B")),
}
CONTEST: Mapping[str, Field] = {
    "id": Field("text", required=True),
    "office": Field("text", required=True),
    "seats": Field("count", required=True, least=1),
    "candidates": Field("text", required=True),
    "body": Field("text"),
    "leaders": Field("texts"),
    "printed": Field("count"),
    "spoiled": Field("count"),
    "issued": Field("count"),
    "collected": Field("count"),
    "writein_boxes": Field("count"),
    "fixed_margin": Field("count"),
    "nominated": Field("count"),
    "sponsors": Field("texts"),
    "nomination": Field("tables"),
    "withdrawn": Field("texts"),
    "pool": Field("text"),
    "reduce_seats": Field("table"),
    "heads": Field("table"),
    "kind": Field("text", choices=_KINDS),
}
NOMINATION: Mapping[str, Field] = {
    "by": Field("text", required=True),
    "sponsors": Field("texts"),
    "names": Field("texts"),
}
REDUCE_SEATS: Mapping[str, Field] = {
    "to": Field("count", required=True, least=1),
    "by": Field("text", required=True, choices=("presidium", "electors")),
    "votes": Field("count"),
    "document": Field("text"),
}
PREVIOUS: Mapping[str, Field] = {
    "record": Field("text", required=True),
    "check_code": Field("text", required=True),
}
WAIVER: Mapping[str, Field] = {key: Field("text", required=True) for key in ("rule", "contest", "by", "document")}
