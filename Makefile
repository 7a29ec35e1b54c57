# Lindley: build, try and test. `make demo` and `make test` are all a newcomer needs.

SWIFT ?= swift
BUILD := $(SWIFT) build -c release --product lindley
LINDLEY := .build/release/lindley
DEMO := draws/teacher-expectancy
# More flags for the build of the tests.
FLAGS :=

# What runs chains beside each other, and what works with raw memory.
SANITIZED := DrawsTests|GibbsEngineTests|RunsTests|GibbsModelsTests.TwoLevelStateTests
SANITIZED := $(SANITIZED)|CommandTests.(ResumeTests|DeterminismTests|MergeTests|TargetsTests)
# The thread sanitizer's own memory is a file, which a limit on the size of files cuts off.
UNSANITIZED := ResumeTests/fullDisk
# What the program still holds when it exits with a code is no leak.
test-sanitizers: export ASAN_OPTIONS := detect_leaks=0

.PHONY: demo build test test-readers test-sanitizers manual completions lint format setup clean

## demo: the posterior of the teacher-expectancy studies beside their ML and REML fits
demo: build
	$(LINDLEY) sample models/teacher-expectancy.yaml --output $(DEMO) --overwrite
	$(LINDLEY) summary $(DEMO)
	$(LINDLEY) compare models/teacher-expectancy.yaml $(DEMO)
	@echo "The draws are in $(DEMO): draws_1.csv … draws_4.csv, effects.csv, run.json."

## build: the program in release mode
build: setup
	$(BUILD)

## test: all tests, in release mode, since statistics are slow in debug mode
test: setup
	$(SWIFT) build -c release -Xswiftc -enable-testing $(FLAGS) --build-tests
	$(SWIFT) test -c release -Xswiftc -enable-testing $(FLAGS) --skip-build

## test-readers: the draws as R and Python read them; installs the readers
test-readers: build
	sh Tests/Readers/run.sh $(LINDLEY)

## test-sanitizers: the tests of threads and memory, under the thread and the address sanitizer
test-sanitizers: setup
	for sanitizer in thread address; do \
	  $(SWIFT) test -c release -Xswiftc -enable-testing --sanitize $$sanitizer \
	    --scratch-path .build/$$sanitizer --filter '$(SANITIZED)' --skip '$(UNSANITIZED)' \
	    || exit 1; \
	done

## manual: the manual page, lindley.1; read it by man ./lindley.1
manual: build
	$(LINDLEY) manual > lindley.1

## completions: what shells complete, for bash, zsh and fish, in completions/
completions: build
	mkdir -p completions
	$(LINDLEY) --generate-completion-script bash > completions/lindley.bash
	$(LINDLEY) --generate-completion-script zsh > completions/_lindley
	$(LINDLEY) --generate-completion-script fish > completions/lindley.fish

## setup: GSL and pkg-config, if they are missing
setup:
	@sh Tests/Setup/install-libraries.sh

## lint: formatting, strictly
lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

## format: formatting, applied
format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build draws completions lindley.1
