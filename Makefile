# Each target is a script of the same name, for machines without make.

.PHONY: help run test check chaos bench verify

help: ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

run: ## start the service on http://localhost:3001
	@scripts/run

test: ## run the tests (ARGS="-k word" for some of them)
	@scripts/test $(ARGS)

chaos: ## run the long tests (about 20 minutes, never more than 45)
	@timeout --foreground 45m scripts/test -m slow $(ARGS)

verify: ## read the exports with the verifiers of others
	@tests/external/run $(ARGS)

bench: ## measure the stream side by side with other stacks (about 15 minutes)
	@scripts/bench

check: ## style, types, migrations, Django's checks
	@scripts/check
