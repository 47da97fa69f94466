# SPDX-License-Identifier: MIT
# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

BUILD   ?= build
CC      ?= cc
MODE    ?= release

LLHTTP  := $(shell sh .ci/llhttp.sh $(BUILD)/llhttp)
ifeq ($(LLHTTP),)
$(error llhttp 9.2 or later could not be had: see above)
endif
ifneq ($(LLHTTP),system)
LLHTTP_CFLAGS := -isystem $(LLHTTP)/include
LLHTTP_LIBS   := $(LLHTTP)/lib/libllhttp.a
else
LLHTTP_LIBS   := -lllhttp
endif

WARNINGS := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla \
            -Wformat=2 -Wundef -Wswitch-enum -Wimplicit-fallthrough
CFLAGS_release := -O2 -g
CFLAGS_test    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
                  -fno-omit-frame-pointer
OUT     := $(BUILD)/$(MODE)
COMPILE  = $(CC) -std=c17 -D_POSIX_C_SOURCE=200809L $(WARNINGS) $(CFLAGS_$(MODE)) $(CFLAGS) \
           -pthread -Iharness -DINTERIM_ROOT='"$(CURDIR)"' $(LLHTTP_CFLAGS) -MMD -MP
LIBS    := $(LLHTTP_LIBS) -lcmark -ljansson -lxml2 -lpopt

FOLDERS := $(filter-out test,$(sort $(notdir $(patsubst %/,%,$(wildcard harness/*/)))))
SOURCES := $(foreach d,$(FOLDERS),$(wildcard harness/$(d)/*.c))
OBJECTS := $(SOURCES:harness/%.c=$(OUT)/%.o)
MAIN    := $(wildcard harness/*.c)
TESTS   := $(wildcard harness/test/test_*.c)
TEST_HELPERS := $(filter-out $(TESTS),$(wildcard harness/test/*.c))

all: $(OUT)/interim

$(OUT)/%.o: harness/%.c
	@mkdir -p $(@D)
	$(COMPILE) -c $< -o $@

$(OUT)/libinterim.a: $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(OUT)/liboracle.a: $(patsubst harness/%.c,$(OUT)/%.o,$(wildcard harness/base/*.c harness/oracle/*.c))
	@rm -f $@
	ar rcs $@ $^

$(OUT)/interim: $(MAIN:harness/%.c=$(OUT)/%.o) $(OUT)/libinterim.a
	$(CC) $(CFLAGS_$(MODE)) -pthread $^ $(LIBS) -o $@

$(OUT)/test/test_%: $(OUT)/test/test_%.o $(TEST_HELPERS:harness/%.c=$(OUT)/%.o) $(OUT)/libinterim.a
	$(CC) $(CFLAGS_$(MODE)) -pthread $^ $(LIBS) -lcmocka -o $@

# make test T=name runs one test program; without T, all of them.
TEST_NAMES := $(TESTS:harness/test/%.c=%)
test: $(if $(filter test,$(MODE)),run-tests,)
ifneq ($(MODE),test)
test:
	@$(MAKE) --no-print-directory MODE=test test T=$(T)
endif
run-tests: $(OUT)/interim $(addprefix $(OUT)/test/,$(if $(T),test_$(T:test_%=%),$(TEST_NAMES)))
	@failed=0; for t in $(filter $(OUT)/test/%,$^); do $$t || failed=1; done; exit $$failed

-include $(wildcard $(OUT)/*.d $(OUT)/*/*.d)

.PHONY: all test run-tests
.DELETE_ON_ERROR:
.SECONDARY:
