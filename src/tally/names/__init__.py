"""Names of people (姓名): made comparable, put into surname-stroke order, matched to a roster without a guess."""
