"""The regulations (选举规则): one rule book a regulation, and the small predicates that read it."""
