"""The steps of a change of term (换届步骤) that the program knows by name, their limits, and the order they stand in.

An article is named only where it was read. What is custom or unread has no rule, and its limit is what the plan says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tally.domain.message import Message, say


@dataclass(frozen=True, slots=True)
class KnownStep:
    """A step: its name, the rule its limit comes from, and on which side of the change of term it stands."""

    name: Message
    side: str
    rule: str | None = None


PARTY, STATE = "party", "state"
STEPS: Mapping[str, KnownStep] = {
    "reminder": KnownStep(say("上级提醒换届"), PARTY),
    "analysis": KnownStep(say("分析研判"), PARTY),
    "talks": KnownStep(say("谈话推荐"), PARTY),
    "list_consent": KnownStep(say("同意参考人选"), PARTY),
    "meeting": KnownStep(say("会议推荐"), PARTY),
    "appraisal": KnownStep(say("民主测评"), PARTY),
    "request_congress": KnownStep(say("召开会议的请示"), PARTY),
    "approval_congress": KnownStep(say("召开会议的批复"), PARTY),
    "delegate_seats": KnownStep(say("分配代表名额"), PARTY),
    "delegate_names": KnownStep(say("推荐提名代表人选"), PARTY),
    "delegate_election": KnownStep(say("选举代表"), PARTY),
    "examination": KnownStep(say("考察"), PARTY),
    "decision": KnownStep(say("研究决定"), PARTY),
    "nomination": KnownStep(say("提名候选人预备人选"), PARTY),
    "request_candidates": KnownStep(say("候选人预备人选的请示"), PARTY),
    "approval_candidates": KnownStep(say("候选人预备人选的批复"), PARTY),
    "absent_members": KnownStep(say("不计入应到的党员报批、公布"), PARTY),
    "notice": KnownStep(say("公示"), PARTY),
    "pledge": KnownStep(say("承诺书"), PARTY),
    "life_meeting": KnownStep(say("民主生活会"), PARTY),
    "papers": KnownStep(say("选举办法、选票、主持词"), PARTY),
    "congress": KnownStep(say("党代表大会（党员大会）选举"), PARTY),
    "plenary": KnownStep(say("第一次全体会议"), PARTY),
    "report": KnownStep(say("选举结果的报告"), PARTY),
    "appointment_notice": KnownStep(say("任前公示"), PARTY, "干部任用条例41（2014）"),
    "committee_appointed": KnownStep(say("任命选举委员会"), STATE, "选举法10"),
    "voters_list": KnownStep(say("公布选民名单"), STATE, "选举法28"),
    "objections": KnownStep(say("对选民名单的申诉期满"), STATE, "选举法29"),
    "objection_decision": KnownStep(say("对申诉作出处理决定"), STATE, "选举法29"),
    "court": KnownStep(say("向人民法院起诉的期限"), STATE, "选举法29"),
    "proposed_names": KnownStep(say("公布代表候选人名单"), STATE, "选举法32"),
    "formal_names": KnownStep(say("公布正式代表候选人名单"), STATE, "选举法32"),
    "election_day": KnownStep(say("代表选举日"), STATE),
    "credentials": KnownStep(say("公布代表名单"), STATE, "选举法47"),
    "first_session": KnownStep(say("第一次代表大会会议"), STATE, "组织法20"),
}

# K19: each step before the next one, where both are in the plan; two chains by the order of talks and meeting.
_AFTER_RECOMMENDATION = ("examination", "decision", "nomination", "congress", "plenary", "report")
TALK_FIRST = ("analysis", "talks", "list_consent", "meeting", *_AFTER_RECOMMENDATION)
MEETING_FIRST = ("analysis", "meeting", "talks", *_AFTER_RECOMMENDATION)
REQUESTS = (
    ("request_congress", "approval_congress", "congress"),
    ("request_candidates", "approval_candidates", "congress"),
)

# Days that a step must be done before election day by the election law (K17).
BEFORE_ELECTION_DAY: Mapping[str, int] = {"voters_list": 20, "proposed_names": 15, "formal_names": 7, "court": 5}
NOTICE_WORKING_DAYS = 5
FIRST_SESSION_MONTHS = 2
OBJECTION_DAYS, DECISION_DAYS = 5, 3
