# Everything runs in .venv, made from this file alone: Python 3.11 with venv, and make, are all that must be there.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# The program alone is enough to show it; where the tools of development are there, they bring it along.
PROGRAM := $(firstword $(wildcard $(READY)) $(VENV)/.program)

.PHONY: demo demo-all test check bench golden messages reference recounts proofs flips broken fuzz lock audit release coverage clean mutate

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.program: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q src
	touch $@

demo: $(PROGRAM)
	$(BIN)/tally verify-margin --election sample_ballots/congress
	$(BIN)/tally count sample_ballots/congress/ballots.xlsx --election sample_ballots/congress
	$(BIN)/tally report --election sample_ballots/congress --only D12 --format txt

demo-all: demo
	$(BIN)/tally plan sample_ballots/plan
	$(BIN)/tally recommend sample_ballots/recommend
	$(BIN)/tally appraise sample_ballots/appraise
	$(BIN)/tally delegates sample_ballots/delegates
	$(BIN)/tally credentials sample_ballots/credentials
	$(BIN)/tally checkin sample_ballots/checkin
	$(BIN)/tally hands sample_ballots/hands

messages: $(READY)
	$(BIN)/python scripts/catalogue.py

reference: $(READY)
	$(BIN)/python scripts/reference.py
	$(BIN)/python scripts/rule_docs.py

golden: $(READY)
	$(BIN)/python scripts/golden_papers.py

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY)
	$(BIN)/ruff check src tests scripts
	$(BIN)/ruff format --check src tests scripts
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m pytest tests/bench -o addopts= -p no:cacheprovider --benchmark-json=.bench.json --benchmark-columns=min,median,max,rounds --benchmark-sort=name
	$(BIN)/python scripts/bench_table.py .bench.json docs/benchmarks.md
	rm .bench.json

clean:
	rm -rf $(VENV) out sample_ballots/*/out dist

# The figures of docs/assurance.md: random elections counted twice, proof workbooks recalculated, readers fuzzed.
recounts: $(READY)
	$(BIN)/python tests/trust/random_elections.py 10000

proofs: $(READY)
	$(BIN)/python tests/trust/random_proofs.py 200

flips: $(READY)
	$(BIN)/python tests/trust/flipped_bits.py 1000

broken: $(READY)
	$(BIN)/python tests/trust/broken_inputs.py 2000

FUZZ_SECONDS ?= 3600
fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	mkdir -p .fuzz
	$(BIN)/python tests/fuzz/readers.py .fuzz tests/fuzz/corpus -max_total_time=$(FUZZ_SECONDS) -timeout=60

# Every dependency of a release pinned with the hash of each of its files; then what is known against any of them, and a
# bill of materials.
lock: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header \
		--extra pdf --extra sign --extra suggest --extra templates --output-file requirements.lock pyproject.toml

# --strict: a dependency that could not be looked up is no dependency without advisories.
audit: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

release: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/cyclonedx-py requirements requirements.lock --output-reproducible --output-format JSON --output-file dist/sbom.json
	cp requirements.lock dist/
	cd dist && sha256sum -- * > SHA256SUMS && sha256sum --check --quiet SHA256SUMS

# Every test, with the branches it takes in every process: the workers, the commands, the children they fork.
coverage: $(READY)
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n auto --dist loadfile
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered --sort=cover

# Change one thing at a time and see that a test fails: the numbers of the rule books, then operators, numbers and truth
# values of rules/ and counting/ (docs/mutation.md). Takes about an hour.
mutate: $(READY)
	$(BIN)/python scripts/mutate_code.py
	$(BIN)/python scripts/mutate_books.py
