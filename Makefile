# duban: what there is to do. `make` alone prints the list.
#
# A line "name: … ## text" becomes an entry of that list, a line "##@ text" a heading.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# The steps build on one another, and the compilers already use every core.
.NOTPARALLEL:
# A half-written file would count as up to date.
.DELETE_ON_ERROR:

# What the go.mod files name is what builds; a toolchain fetched behind one's back would not be.
export GOTOOLCHAIN ?= local

BIN := bin
TMP := .tmp
STANDALONE := $(BIN)/duban-standalone
# Runs a command with an empty PostgreSQL and a Temporal server of its own around it.
WITH_SERVERS := $(STANDALONE) exec --ephemeral --

# Variables of the targets below; set them on the command line.
PKG ?= ./...
RUN ?=
TIME ?= 30s
FLAGS ?=

# The crash test alone may take ten minutes, go test's default for a whole package.
TEST_FLAGS := -count=1 -timeout=20m $(if $(RUN),-run '$(RUN)') $(FLAGS)
REPLAY ?= $(WITH_SERVERS) go test -count=1 ./workflows -args -record
CRASH ?= go test -count=1 -timeout=20m -v ./crash -run TestCrash
BENCH ?= go run ./bench

# The developers' tools, each in a file named after its version and the Go that built it, so that
# a changed version is built once and an unchanged one never again.
GO_VERSION = $(shell go env GOVERSION)
version = $(shell awk '$$1 == "$(1)" && $$2 ~ /^v/ {print $$2}' tools/go.mod)
TOOLS := $(TMP)/tools
LINT = $(TOOLS)/golangci-lint-$(call version,github.com/golangci/golangci-lint/v2)-$(GO_VERSION)
SQLC = $(TOOLS)/sqlc-$(call version,github.com/sqlc-dev/sqlc)-$(GO_VERSION)
OAPI = $(TOOLS)/oapi-codegen-$(call version,github.com/oapi-codegen/oapi-codegen/v2)-$(GO_VERSION)
WORKFLOWCHECK = $(TOOLS)/workflowcheck-$(call version,go.temporal.io/sdk/contrib/tools/workflowcheck)-$(GO_VERSION)
CHECK = $(TOOLS)/check

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "; print "usage: make TARGET [VARIABLE=VALUE]"} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' Makefile

##@ Run
.PHONY: demo
demo: postgresql build ## start everything with the example ledger, until Ctrl-C
	@exec $(STANDALONE) up --demo

.PHONY: build
build: ## build duban, worker, web and duban-standalone into bin/
	@mkdir -p $(BIN)
	@echo "building duban, worker and web"
	@go build -o $(BIN)/duban ./starter
	@go build -o $(BIN)/worker ./worker
	@go build -o $(BIN)/web ./web
	@echo "building duban-standalone (it contains Temporal's server: some minutes the first time)"
	@cd standalone && go build -o ../$(STANDALONE) .

.PHONY: sizes
sizes: build ## tell what each program weighs
	@cd $(BIN) && du --apparent-size --block-size=1M duban worker web duban-standalone \
		| awk '{printf "  %-18s %4d MiB\n", $$2, $$1}'

.PHONY: postgresql chromium clamd
postgresql:
	@standalone/ensure-postgresql.sh

chromium:
	@web/webtest/ensure-chromium.sh

clamd:
	@evidence/evidencetest/ensure-clamd.sh

##@ Test
.PHONY: test
test: postgresql chromium clamd build ## run all tests on real PostgreSQL and Temporal (a part: PKG=./schema RUN=TestX)
	@echo "testing $(PKG)"
	@$(WITH_SERVERS) go test $(TEST_FLAGS) $(PKG)
ifeq ($(PKG),./...)
	@echo "testing standalone"
	@cd standalone && go test $(TEST_FLAGS) ./...
endif
	@echo "all tests passed"

.PHONY: race
race: postgresql chromium clamd build ## the same under the race detector
	@echo "testing $(PKG) under the race detector"
	@$(WITH_SERVERS) go test -race $(TEST_FLAGS) $(PKG)

.PHONY: cover
cover: postgresql chromium clamd build ## the same with coverage; the page is .tmp/cover.html
	@echo "measuring coverage of $(PKG)"
	@mkdir -p $(TMP)
	@$(WITH_SERVERS) go test $(TEST_FLAGS) -coverpkg=./... -coverprofile=$(TMP)/cover.all $(PKG)
	@grep -v '^duban/schema/db/' $(TMP)/cover.all >$(TMP)/cover.out # generated: its callers are what is tested
	@go tool cover -html=$(TMP)/cover.out -o $(TMP)/cover.html
	@go tool cover -func=$(TMP)/cover.out | tail -1

.PHONY: fuzz
fuzz: ## run every fuzz target in turn (TIME=30s each; a part: PKG=./ledgerfile)
	@tools/fuzz.sh '$(PKG)' '$(TIME)'

.PHONY: crash
crash: postgresql build ## kill processes at random under load (FLAGS='-cases 500')
	@echo "killing worker, Temporal and PostgreSQL in turn"
	@$(CRASH) $(FLAGS)

.PHONY: bench
bench: postgresql build ## measure on fresh servers
	@echo "measuring"
	@$(WITH_SERVERS) $(BENCH) $(FLAGS)

.PHONY: screenshots
screenshots: postgresql build ## write a picture of every page into .tmp/screenshots
	@tools/screenshots.sh $(STANDALONE) $(TMP)/screenshots

##@ Check
# Each check is a target of its own; `make -k check` runs on after a failure.
CHECKS := check-format check-vet check-lint check-workflows check-generated check-rules check-modules
.PHONY: check $(CHECKS)
check: $(CHECKS) ## format, vet, linters, determinism, generated code, migrations, modules, links, sentences, styles
	@echo "all checks passed"

check-format:
	@echo "checking: gofmt"
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go' | xargs -r ls -d 2>/dev/null)); \
		[ -z "$$unformatted" ] || { echo "not formatted; run gofmt -w on:"; echo "$$unformatted"; exit 1; }

check-vet:
	@echo "checking: go vet"
	@go vet ./...
	@cd standalone && go vet ./...
	@cd tools && go vet ./check
	@cd tools/openid && go vet .
	@cd tools/s3 && go vet .

check-lint: $(LINT)
	@echo "checking: golangci-lint"
	@$(CURDIR)/$(LINT) run
	@cd standalone && $(CURDIR)/$(LINT) run --config ../.golangci.yml

check-workflows: $(WORKFLOWCHECK)
	@echo "checking: workflows are deterministic"
	@$(WORKFLOWCHECK) -config tools/workflowcheck.yaml ./workflows/...

check-generated: $(SQLC) $(OAPI)
	@echo "checking: generated code and examples are fresh"
	@tools/generated.sh $(SQLC) $(OAPI)

check-rules: $(CHECK)
	@echo "checking: migrations, goroutines in rules and workflows, links, sentences, styles"
	@$(CHECK) migrations schema/migrations
	@$(CHECK) goroutines casework workflows
	@$(CHECK) links README.md CHANGELOG.md CONTRIBUTING.md docs
	@$(CHECK) words casework/wording/messages activities bench casework docs engine evidence examples ledgerfile schema standalone starter terminal web workflows worker
	@$(CHECK) styles web/site/static/site.css web casework

check-modules:
	@echo "checking: go.mod files are tidy"
	@for module in . standalone tools tools/openid tools/s3; do (cd $$module && go mod tidy -diff); done

##@ Write
.PHONY: generate
generate: $(SQLC) $(OAPI) ## write the generated code, the example ledgers and the computed docs
	@echo "generating schema/db"
	@cd schema && $(CURDIR)/$(SQLC) generate
	@echo "generating client"
	@mkdir -p $(TMP)
	@go run ./web/api/generate >$(TMP)/openapi.json
	@cd client && $(CURDIR)/$(OAPI) -config oapi-codegen.yaml $(CURDIR)/$(TMP)/openapi.json
	@echo "generating examples"
	@go run ./examples/generate
	@echo "generating docs"
	@go run ./docs/generate docs

.PHONY: replay
replay: postgresql build ## record the replay histories anew, from the workflows as they run now
	@echo "recording replay histories"
	@$(WITH_SERVERS) $(REPLAY)

.PHONY: clean
clean: ## remove bin and .tmp (never .duban, which holds data)
	@echo "removing bin and .tmp; data in .duban stays"
	@rm -rf $(BIN) $(TMP)

# Without cgo the tools need no C compiler, and sqlc's parser of SQL is not compiled from C for minutes.
define build-tool
@echo "building $(notdir $@) (once)"
@mkdir -p $(TOOLS)
@cd tools && CGO_ENABLED=0 go build -o $(CURDIR)/$@ $(1)
endef

$(LINT):
	$(call build-tool,github.com/golangci/golangci-lint/v2/cmd/golangci-lint)

$(SQLC):
	$(call build-tool,github.com/sqlc-dev/sqlc/cmd/sqlc)

$(OAPI):
	$(call build-tool,github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen)

$(WORKFLOWCHECK):
	$(call build-tool,go.temporal.io/sdk/contrib/tools/workflowcheck)

$(CHECK): tools/go.mod $(wildcard tools/check/*.go)
	@mkdir -p $(TOOLS)
	@cd tools && CGO_ENABLED=0 go build -o $(CURDIR)/$@ ./check
