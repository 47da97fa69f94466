# SPDX-License-Identifier: MIT
# Fuzz targets: each fuzz/fuzz_*.c is one, by wildcard, for three engines. MODE=fuzz: libFuzzer; MODE=afl:
# AFL++; MODE=test and the others: a program that replays files. Part of the Makefile.
#
# A target may have (NAME: its file without .c)
#   FUZZ_LIBS_NAME    libraries beyond the suite's own: `make test` and `make fuzz` leave it out where it
#                     has any and FUZZ_ALL is not set
#   FUZZ_OBJECTS_NAME files of harness/test/ that it links, without .c
#   FUZZ_CORPUS_NAME  the folder of corpus/ that is made for it, where that is not `capture`. What reads
#                     captures gets the structure-aware mutator
FUZZ_CORPUS_fuzz_case   := case
FUZZ_CORPUS_fuzz_valid  := choice
FUZZ_CORPUS_fuzz_report := choice

FUZZ_OBJECTS_fuzz_report := sample wellformed schema

# Peers of others, in this process: fuzz/peer.h. Yours: a fuzz/fuzz_peer_NAME.c, and its line here.
FUZZ_LIBS_fuzz_peer_client        := -lcurl
FUZZ_LIBS_fuzz_peer_client_neon   := -lneon-gnutls
FUZZ_LIBS_fuzz_peer_server        := -lmicrohttpd
FUZZ_LIBS_fuzz_peer_server_evhttp := -levent
FUZZ_LIBS_fuzz_peer_gateway       := -lcurl

FUZZERS := $(patsubst fuzz/%.c,%,$(wildcard fuzz/fuzz_*.c))
FUZZERS := $(if $(F),$(addprefix fuzz_,$(patsubst fuzz_%,%,$(F))),$(FUZZERS))
FUZZERS := $(foreach f,$(FUZZERS),$(if $(FUZZ_ALL)$(F),$(f),$(if $(FUZZ_LIBS_$(f)),,$(f))))
FUZZ_OUT     := $(OUT)/fuzz
FUZZ_SHARED  := $(patsubst fuzz/%.c,$(FUZZ_OUT)/%.o,$(filter-out fuzz/fuzz_%.c fuzz/engine_%.c fuzz/tool_%.c fuzz/bench_%.c,$(wildcard fuzz/*.c)))
# What replays files has the time to try every way.
FUZZ_COMPILE  = $(COMPILE) -I. $(if $(filter fuzz fuzz-% afl farm,$(MODE)),,-DFUZZ_THOROUGH)
fuzz_corpus   = $(or $(FUZZ_CORPUS_$(1)),capture)

# What makes a program of a target: its engine. The packaged llhttp has no coverage of its own;
# engine_counters.c stands around it.
fuzz_objects_fuzz = $(FUZZ_OUT)/engine_counters.o $(if $(filter capture,$(call fuzz_corpus,$(1))),$(FUZZ_OUT)/engine_mutator.o)
fuzz_objects_farm = $(call fuzz_objects_$(if $(filter libfuzzer,$(or $(FUZZING_ENGINE),libfuzzer)),fuzz,afl),$(1))
fuzz_objects_afl  = $(FUZZ_OUT)/engine_counters.o
fuzz_objects_test = $(FUZZ_OUT)/replay-$(call fuzz_corpus,$(1)).o
FUZZ_WRAP    := -Wl,--wrap=llhttp_execute
FUZZ_MODE    := $(if $(filter afl farm,$(MODE)),$(MODE),$(if $(filter fuzz fuzz-%,$(MODE)),fuzz,test))
fuzz_objects  = $(call fuzz_objects_$(FUZZ_MODE),$(1))
FUZZ_LINK    := $(if $(filter fuzz fuzz-% afl,$(MODE)),$(FUZZ_WRAP) -fsanitize=fuzzer)
# A farm (.clusterfuzzlite/build.sh) brings its compilers, flags and engine, and runs the products elsewhere.
FUZZ_LINK    += $(if $(filter farm,$(MODE)),$(FUZZ_WRAP) $(LIB_FUZZING_ENGINE))
FUZZ_LINKER   = $(if $(filter farm,$(MODE)),$(CXX) $(CXXFLAGS) -pthread -Wl$(comma)--as-needed '-Wl$(comma)-rpath$(comma)$$ORIGIN/lib',$(LINK))
comma        := ,

$(FUZZ_OUT)/%.o: fuzz/%.c $(BUILD)/llhttp.mk
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(FUZZ_COMPILE) -c $< -o $@

REPLAYS := $(foreach set,capture case choice,$(FUZZ_OUT)/replay-$(set).o)
$(REPLAYS): $(FUZZ_OUT)/replay-%.o: fuzz/engine_replay.c
	@mkdir -p $(@D)
	@echo "  CC    $< ($*)"
	@$(FUZZ_COMPILE) '-DFUZZ_CORPUS="$*"' -c $< -o $@

# An archive, so that a target has the counters of what it uses alone: the engine looks through all of them
# after each execution.
$(FUZZ_OUT)/libfuzz.list: MEMBERS = $(FUZZ_SHARED)
$(FUZZ_OUT)/libfuzz.a: $(FUZZ_SHARED) $(FUZZ_OUT)/libfuzz.list
	@rm -f $@
	@ar rcs $@ $(FUZZ_SHARED)

# Counted is what decides: the engine looks at each counter that an execution has touched, which costs more than
# the code that touched it. What only mutates (test_mutate tests it) is the plain compiler's, at full speed; what
# hands octets on, or is the same for all of them, has sanitizers and no counters; what reads requests and field
# values has one a function. MODE=fuzz-full, which makes the corpora, counts everything.
ifneq ($(filter fuzz fuzz-cmp fuzz-llhttp,$(MODE)),)
MUTATING := $(filter-out %/capture.o,$(patsubst harness/%.c,$(OUT)/%.o,$(wildcard harness/mutate/*.c)))
HANDING  := $(patsubst harness/%.c,$(OUT)/%.o,$(wildcard harness/base/*.c) harness/mutate/capture.c harness/play/replay.c \
              $(addprefix harness/oracle/,cursor.c finding.c oracle.c requirement.c text.c)) \
            $(FUZZ_OUT)/observe.o $(FUZZ_OUT)/fuzz_oracle.o
$(MUTATING): CFLAGS_$(MODE) := -O2 -g
$(HANDING): CFLAGS += -fno-sanitize-coverage=inline-8bit-counters,pc-table,indirect-calls,trace-cmp
$(OUT)/oracle/fields.o $(OUT)/oracle/request.o: CFLAGS += -fsanitize-coverage=func
endif

.SECONDEXPANSION:
$(FUZZ_OUT)/fuzz_%: $(FUZZ_OUT)/fuzz_%.o $(FUZZ_OUT)/libfuzz.a $$(call fuzz_objects,fuzz_$$*) \
                    $$(addsuffix .o,$$(addprefix $(OUT)/test/,$$(FUZZ_OBJECTS_fuzz_$$*))) $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(FUZZ_LINKER) $^ $(FUZZ_LINK) $(LIBS) -lcmocka $(FUZZ_LIBS_fuzz_$*) -o $@

$(FUZZ_OUT)/tool_%: $(FUZZ_OUT)/tool_%.o $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $^ $(LIBS) -o $@

# The mutators as a library for AFL++, which is a plain program: no sanitizer.
MUTATOR := $(BUILD)/release/libinterim-mutator.so
$(MUTATOR): fuzz/engine_afl.c $(wildcard harness/base/*.c) $(filter-out harness/mutate/seed.c,$(wildcard harness/mutate/*.c))
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@cc -std=c17 $(DEFINES) $(WARNINGS) -O2 -g -fPIC -shared -Wl,-z,defs -fvisibility=default -I. -Iharness $(LLHTTP_CFLAGS) $^ -o $@

# AFL++ 4.05 and later: what sends inputs to a server that it runs (engine_send.c), and a server to try it on.
CFLAGS_pic := -O2 -g -fPIC
$(FUZZ_OUT)/libinterim-send.so: $(FUZZ_OUT)/engine_send.o $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) -shared -Wl,-z,defs $^ $(LIBS) -o $@
afl-send: deps-fuzz-afl
	@grep -q afl_custom_fuzz_send "$$(command -v afl-fuzz)" || \
	    { echo "this AFL++ has no afl_custom_fuzz_send: 4.05 or later has (Debian 13); interim fuzz works without" >&2; exit 1; }
	@$(MAKE) --no-print-directory $(JOBS) MODE=pic $(BUILD)/pic/fuzz/libinterim-send.so
	@$(MAKE) --no-print-directory $(JOBS) MODE=afl $(BUILD)/afl/fuzz/tool_server
	@$(MAKE) --no-print-directory $(JOBS) MODE=release $(BUILD)/release/fuzz.dict $(MUTATOR)

# ---------------------------------------------------------------- what is run

fuzzers: $(FUZZERS:%=$(FUZZ_OUT)/%)

# What a run needs, and fuzz/finding.sh behind it.
FUZZ_WITH := $(BUILD)/release/fuzz.dict $(BUILD)/release/interim
# Mistakes are told before anything is installed or built.
fuzz-asked:
	@sh fuzz/run.sh check '$(or $(T),60)' $(FUZZERS)
fuzz: fuzz-asked deps-fuzz
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz fuzzers F='$(F)'
	@$(MAKE) -s --no-print-directory $(JOBS) $(FUZZ_WITH)
	@sh fuzz/run.sh libfuzzer $(or $(T),60) $(FUZZERS)
fuzz-afl: fuzz-asked deps-fuzz-afl
	@$(MAKE) --no-print-directory $(JOBS) MODE=afl fuzzers F='$(F)'
	@$(MAKE) -s --no-print-directory $(JOBS) $(FUZZ_WITH) $(MUTATOR)
	@sh fuzz/run.sh afl $(or $(T),60) $(FUZZERS)
# One minute of a processor for all of them together: that they build, run, and find nothing at once.
fuzz-smoke: fuzz-asked deps-fuzz
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz fuzzers F='$(F)'
	@$(MAKE) --no-print-directory $(BUILD)/release/fuzz.dict
	@printf '%s\n' $(FUZZERS) | xargs -P "$$(nproc)" -I{} \
	    sh fuzz/run.sh libfuzzer $$((1 + ($(or $(T),60) - 1) / $(words $(FUZZERS)))) {}

$(BUILD)/release/fuzz.dict: $(BUILD)/release/fuzz/tool_dictionary
	@$< >$@

.PHONY: afl-send fuzz fuzz-afl fuzz-asked fuzz-smoke fuzzers

# The corpora, made again from what they are made of.
corpus: deps-fuzz
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz-full fuzzers
	@$(MAKE) --no-print-directory $(BUILD)/release/fuzz.dict $(BUILD)/release/fuzz/tool_seeds
	@sh fuzz/corpus.sh
$(FUZZ_OUT)/tool_seeds: $(OUT)/test/vector.o

.PHONY: corpus

# How fast, and how soon planted bugs are found: with our mutations, and with the engine's alone. Beside a bare
# llhttp with the same sanitizers: of its sources, in both (MODE=fuzz-llhttp).
LLHTTP_SOURCE   := $(BUILD)/llhttp-source
INSTRUMENTED    := LLHTTP_CFLAGS='-isystem $(LLHTTP_SOURCE)/include' LLHTTP_LIBS=$(BUILD)/fuzz-llhttp/libllhttp.a
BENCHED         := bench_llhttp oracle_plain llhttp_alone oracle_alone
bench-fuzz: deps-fuzz
	@sh .clusterfuzzlite/llhttp.sh $(LLHTTP_SOURCE)
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz-llhttp $(BUILD)/fuzz-llhttp/libllhttp.a
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz-llhttp $(INSTRUMENTED) $(addprefix $(BUILD)/fuzz-llhttp/fuzz/,$(BENCHED))
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz $(BUILD)/fuzz/fuzz/planted
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz-cmp $(BUILD)/fuzz-cmp/fuzz/planted_plain
	@$(MAKE) --no-print-directory $(JOBS) MODE=release $(BUILD)/release/fuzz.dict $(BUILD)/release/fuzz/tool_streams \
	    $(BUILD)/release/test/bench_live
	@$(BUILD)/release/test/bench_live
	@BUILD=$(BUILD) sh fuzz/bench.sh $(T)

$(OUT)/llhttp/%.o: $(LLHTTP_SOURCE)/src/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CFLAGS_$(MODE)) -I$(LLHTTP_SOURCE)/include -c $< -o $@
$(OUT)/libllhttp.a: $(addprefix $(OUT)/llhttp/,api.o http.o llhttp.o)
	@rm -f $@
	@ar rcs $@ $^

$(FUZZ_OUT)/planted.o: fuzz/fuzz_differential.c
	@mkdir -p $(@D)
	@echo "  CC    $< (planted bugs)"
	@$(FUZZ_COMPILE) -DFUZZ_PLANTED -c $< -o $@

# What is measured: planted bugs of the oracle, planted faults of peers in this process (fuzz/planted-peers.sh),
# each with our mutations and without (_plain); the oracle and a bare llhttp, without them; and without any
# engine (_alone).
MUTATOR_OBJECT  := $(FUZZ_OUT)/engine_mutator.o
PLANTED_OBJECTS := $(FUZZ_OUT)/planted.o $(FUZZ_OUT)/bench_planted.o
MEASURED := $(addprefix $(FUZZ_OUT)/,planted planted_plain planted_peer planted_peer_plain bench_llhttp oracle_plain)
$(FUZZ_OUT)/planted:            $(PLANTED_OBJECTS) $(MUTATOR_OBJECT)
$(FUZZ_OUT)/planted_plain:      $(PLANTED_OBJECTS)
$(FUZZ_OUT)/planted_peer:       $(FUZZ_OUT)/bench_peer.o $(MUTATOR_OBJECT)
$(FUZZ_OUT)/planted_peer_plain: $(FUZZ_OUT)/bench_peer.o
$(FUZZ_OUT)/bench_llhttp:       $(FUZZ_OUT)/bench_llhttp.o
$(FUZZ_OUT)/oracle_plain:       $(FUZZ_OUT)/fuzz_oracle.o
$(MEASURED): $(FUZZ_OUT)/engine_counters.o $(FUZZ_OUT)/libfuzz.a $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $(filter %.o,$^) $(filter %.a,$^) $(FUZZ_LINK) $(LIBS) -o $@

$(FUZZ_OUT)/llhttp_alone: $(FUZZ_OUT)/bench_llhttp.o
$(FUZZ_OUT)/oracle_alone: $(FUZZ_OUT)/fuzz_oracle.o
$(FUZZ_OUT)/%_alone: $(FUZZ_OUT)/bench_executions.o $(FUZZ_OUT)/libfuzz.a $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $(filter %.o,$^) $(filter %.a,$^) $(LIBS) -o $@

bench-fuzz-afl: deps-fuzz-afl
	@$(MAKE) --no-print-directory $(JOBS) MODE=afl $(addprefix $(BUILD)/afl/fuzz/,bench_llhttp oracle_plain)
	@$(MAKE) --no-print-directory $(JOBS) MODE=release $(BUILD)/release/fuzz.dict
	@BUILD=$(BUILD) sh fuzz/bench-afl.sh $(T)

# A planted fault, found, named, made small, and as a case.
fuzz-try: deps-fuzz
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz $(BUILD)/fuzz/fuzz/planted_peer
	@$(MAKE) --no-print-directory $(JOBS) MODE=release $(BUILD)/release/interim $(BUILD)/release/fuzz.dict
	@BUILD=$(BUILD) sh fuzz/try.sh libfuzzer
fuzz-try-afl: deps-fuzz-afl
	@$(MAKE) --no-print-directory $(JOBS) MODE=afl $(BUILD)/afl/fuzz/planted_peer_plain
	@$(MAKE) --no-print-directory $(JOBS) MODE=release $(BUILD)/release/interim $(BUILD)/release/fuzz.dict $(MUTATOR)
	@BUILD=$(BUILD) sh fuzz/try.sh afl

bench-peers: deps-fuzz
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz $(BUILD)/fuzz/fuzz/planted_peer
	@$(MAKE) --no-print-directory $(JOBS) MODE=fuzz-cmp $(BUILD)/fuzz-cmp/fuzz/planted_peer_plain
	@$(MAKE) --no-print-directory $(JOBS) MODE=release $(BUILD)/release/fuzz.dict
	@BUILD=$(BUILD) sh fuzz/planted-peers.sh $(T)

.PHONY: bench-fuzz bench-fuzz-afl bench-peers fuzz-try fuzz-try-afl
