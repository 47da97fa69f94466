# SPDX-License-Identifier: MIT
# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

MAKEFLAGS += --no-builtin-rules
BUILD ?= build
CC    ?= cc
MODE  ?= release
OUT   := $(BUILD)/$(MODE)
REPORT = $(BUILD)/report
JOBS  := -j$(shell nproc 2>/dev/null || echo 2)

help: # what there is to make
	@echo "make run            install what is missing, build, run the catalogue on the"
	@echo "                    reference peers, write $(REPORT)/"
	@echo "make test           all tests under AddressSanitizer and UBSan; T=name: one"
	@echo "make test-full      every fault of the reference peers on every case, in full"
	@echo "make fuzz           the fuzz targets under libFuzzer; F=name: one; T=seconds each (60)"
	@echo "make fuzz-afl       the same under AFL++"
	@echo "make fuzz-smoke     all of them within one minute"
	@echo "make fuzz-try       a planted fault: found, named, made small, and as a case"
	@echo "make bench-fuzz     executions a second, and how soon planted bugs are found"
	@echo "make corpus         the fuzz targets' corpora, made again"
	@echo "make check          layers, formats, linters, analyzers, both compilers"
	@echo "make bench          throughput of the oracle and cost of a case, as ratios"
	@echo "make build          $(BUILD)/release/interim alone"
	@echo "make install        the program, its data, libinterim; PREFIX=$(PREFIX), DESTDIR; uninstall"
	@echo "make deb            Debian packages of these, in $(BUILD)/deb/"
	@echo "make deps           install what building and testing need"
	@echo "make deps-check     install what make check needs"
	@echo "make deps-targets   install the real servers, gateways and clients; ONLY=\"a b\""
	@echo "make deps-current   the same in the current release of Debian, for NAME@sid"
	@echo "make test-targets   three real targets against committed expectations"
	@echo "make test-formats   the HTML report and the playground in Chromium; SARIF by its schema"
	@echo "make test-recipes   the recipes for CI, each command of them"
	@echo "make lab            some real targets, and $(LAB)/matrix.html; lab-full: all of them"
	@echo "make clean          remove $(BUILD)/"

# ---------------------------------------------------------------- the two commands

run: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=release run-reference

test: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=test run-tests T=$(T)

build: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) $(OUT)/interim

# ---------------------------------------------------------------- what is installed

deps:
	@sh .ci/deps.sh
deps-check:
	@sh .ci/deps.sh --check
deps-fuzz:
	@sh .ci/deps.sh --fuzz
deps-fuzz-afl:
	@sh .ci/deps.sh --fuzz --afl
deps-targets: build
	@sh .ci/deps-targets.sh $(OUT)/interim $(ONLY)
deps-current: build
	@sh .ci/deps-targets.sh $(OUT)/interim --current @sid

# llhttp is asked for once, and only by what compiles.
COMPILES := $(filter-out help run test test-full test-formats build deps deps-check deps-targets deps-current deps-fuzz deps-fuzz-afl \
            afl-send bench-fuzz bench-fuzz-afl bench-peers corpus fuzz fuzz-afl fuzz-smoke fuzz-try fuzz-try-afl test-recipes install uninstall deb test-deb lab lab-full clean,$(MAKECMDGOALS))
ifneq ($(COMPILES),)
include $(BUILD)/llhttp.mk
endif
$(BUILD)/llhttp.mk: .ci/llhttp.sh
	@mkdir -p $(@D)
	@sh .ci/llhttp.sh --make $(BUILD)/llhttp >$@

# ---------------------------------------------------------------- how it is compiled

WARNINGS := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla \
            -Wformat=2 -Wundef -Wswitch-enum -Wimplicit-fallthrough -Wno-enum-float-conversion
CFLAGS_release := -O2 -g
# Comparisons are not traced: telling the engine of each costs more than the oracle itself, and finds no more
# than the dictionary and the mutators do. What is measured against them (bench-fuzz) has them traced: fuzz-cmp.
# Nor are indirect calls, of which libFuzzer makes nothing without value profiles.
CFLAGS_fuzz-cmp := -O2 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
                  -fno-omit-frame-pointer
CFLAGS_fuzz    := $(CFLAGS_fuzz-cmp) -fno-sanitize-coverage=trace-cmp,indirect-calls
CFLAGS_fuzz-llhttp := $(CFLAGS_fuzz)
CFLAGS_fuzz-full := $(CFLAGS_fuzz)
CFLAGS_afl     := -O2 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
                  -fno-omit-frame-pointer
ifneq ($(filter fuzz fuzz-%,$(MODE)),)
CC := clang
else ifeq ($(MODE),afl)
CC := afl-clang-fast
endif
CFLAGS_test    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
                  -fno-omit-frame-pointer
ROOT     = $(CURDIR)
DEFINES  = -D_POSIX_C_SOURCE=200809L '-DINTERIM_ROOT="$(ROOT)"' \
           '-DINTERIM_BUILD="$(abspath $(OUT))"'
COMPILE  = $(CC) -std=c17 $(DEFINES) $(WARNINGS) $(CFLAGS_$(MODE)) $(CFLAGS) -pthread \
           -Iharness $(LLHTTP_CFLAGS) $(XML2_CFLAGS) -MMD -MP
LINK     = $(CC) $(CFLAGS_$(MODE)) $(CFLAGS) -pthread
XML2_CFLAGS := -isystem /usr/include/libxml2
LIBS     = $(LLHTTP_LIBS) -lcmark -ljansson -lxml2 -lpopt -lssl -lcrypto

FOLDERS := $(filter-out example test,$(sort $(notdir $(patsubst %/,%,$(wildcard harness/*/)))))
SOURCES := $(foreach d,$(FOLDERS),$(wildcard harness/$(d)/*.c))
OBJECTS := $(SOURCES:harness/%.c=$(OUT)/%.o)
MAIN    := $(patsubst harness/%.c,$(OUT)/%.o,$(wildcard harness/*.c))
ORACLE  := $(patsubst harness/%.c,$(OUT)/%.o,$(wildcard harness/base/*.c harness/oracle/*.c))
TESTS   := $(patsubst harness/test/%.c,%,$(wildcard harness/test/test_*.c))
BENCHES := $(patsubst harness/test/%.c,%,$(wildcard harness/test/bench_*.c))
HELPERS := $(patsubst harness/%.c,$(OUT)/%.o,$(filter-out \
           harness/test/test_%.c harness/test/bench_%.c,$(wildcard harness/test/*.c)))

$(OUT)/%.o: harness/%.c $(BUILD)/llhttp.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(COMPILE) -c $< -o $@

# Sources come by wildcard: an archive is made anew when the list of its members changes.
$(OUT)/%.list: FORCE
	@mkdir -p $(@D)
	@echo '$(MEMBERS)' | cmp -s - $@ || echo '$(MEMBERS)' >$@
$(OUT)/libinterim.list: MEMBERS = $(OBJECTS)
$(OUT)/liboracle.list: MEMBERS = $(ORACLE)

$(OUT)/libinterim.a: $(OBJECTS) $(OUT)/libinterim.list
	@rm -f $@
	@ar rcs $@ $(OBJECTS)

$(OUT)/liboracle.a: $(ORACLE) $(OUT)/liboracle.list
	@rm -f $@
	@ar rcs $@ $(ORACLE)

$(OUT)/interim: $(MAIN) $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $^ $(LIBS) -o $@

$(OUT)/test/test_%: $(OUT)/test/test_%.o $(HELPERS) $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $^ $(LIBS) -lcmocka -o $@

$(OUT)/test/bench_%: $(OUT)/test/bench_%.o $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $^ $(LIBS) -o $@

include fuzz/rules.mk
include harness/install.mk

-include $(wildcard $(OUT)/*.d $(OUT)/*/*.d)

all: $(OUT)/interim $(OUT)/liboracle.a

# ---------------------------------------------------------------- what is run

run-reference: $(OUT)/interim
	@mkdir -p $(REPORT)
	$(OUT)/interim run reference --format text -o - -o $(REPORT)/report.txt --format json -o $(REPORT)/report.json \
	    --format junit -o $(REPORT)/junit.xml --format tap -o $(REPORT)/report.tap --format html -o $(REPORT)/report.html

# T=name: one of harness/test, or of fuzz/ where that is its name (fuzz_oracle).
WANTED := $(if $(filter fuzz_%,$(T)),fuzz/$(T),$(if $(T),test/test_$(patsubst test_%,%,$(T)), \
          $(TESTS:%=test/%) $(FUZZERS:%=fuzz/%)))
run-tests: $(OUT)/interim $(WANTED:%=$(OUT)/%)
	@sh .ci/tests.sh $(WANTED:%=$(OUT)/%)

test-full: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=release run-test-full
run-test-full: $(OUT)/test/test_faults
	INTERIM_PROOF=full $(OUT)/test/test_faults $(ROLE)

bench: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=release run-bench
run-bench: $(OUT)/interim $(BENCHES:%=$(OUT)/test/%)
	@for bench in $(BENCHES:%=$(OUT)/test/%); do $$bench || exit 1; done

test-targets: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=release run-test-targets
run-test-targets: $(OUT)/interim
	@sh .ci/deps-targets.sh $(OUT)/interim $(basename $(notdir $(wildcard .ci/expected/*.txt)))
	@sh .ci/expected/compare.sh $(OUT)/interim

# Reports in what reads them; PICTURES=folder keeps what the page looks like in Chromium.
test-formats: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=release run-test-formats
run-test-formats: $(OUT)/interim
	@sh .ci/formats.sh $(OUT)/interim $(BUILD)/formats

test-recipes: build
	@sh .ci/recipes.sh $(OUT)/interim $(BUILD)/recipes

# Some of each kind, the quick ones; and all that can be had, current releases among them.
LAB_SOME := nginx apache haproxy varnish squid apache-proxy node-http apache-server nginx-server \
            curl wget python-http-client node-fetch node-http-client
LAB := $(BUILD)/lab
lab: deps
	@$(MAKE) --no-print-directory deps-targets ONLY="$(LAB_SOME)"
	@sh .ci/lab.sh $(BUILD)/release/interim $(LAB) $(LAB_SOME)
lab-full: deps
	@$(MAKE) --no-print-directory deps-targets
	@$(MAKE) --no-print-directory deps-current
	@sh .ci/lab.sh $(BUILD)/release/interim $(LAB) all

check: deps-check
	@$(MAKE) --no-print-directory run-check
run-check: $(BUILD)/llhttp.mk
	@CFLAGS='-std=c17 $(WARNINGS) -D_POSIX_C_SOURCE=200809L \
	    -Iharness -I. -isystem harness/oracle $(LLHTTP_CFLAGS) $(XML2_CFLAGS)' BUILD=$(BUILD) sh .ci/check/run.sh $(ONLY)

clean:
	rm -rf $(BUILD)

.PHONY: all bench build check clean deps deps-check deps-current deps-fuzz deps-fuzz-afl deps-targets help lab lab-full run run-bench \
        run-check run-reference run-tests run-test-full run-test-formats run-test-targets test test-full test-formats \
        test-recipes test-targets FORCE
.DELETE_ON_ERROR:
.SECONDARY:
