# Every target is a line of bin/do.py, which needs nothing but Python 3.11 or newer.
# Without make: `python3 bin/do.py run`, `python3 bin/do.py test`, ...

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

TASKS = bench bench-search clean format help lint lock messages quick screenshots
DO = @command -v "$(PYTHON)" >/dev/null || \
	{ echo "Python 3.11 or newer is needed, but there is no \"$(PYTHON)\" here." >&2; exit 1; }; \
	exec "$(PYTHON)" bin/do.py

.DEFAULT_GOAL := help
.PHONY: run test check $(TASKS)

run:
	$(DO) run --port "$(PORT)"

test quick check:
	$(DO) $@ $(ARGS)

bench bench-search clean format help lint lock messages screenshots:
	$(DO) $@ $(ARGS)
