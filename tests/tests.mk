# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tests' part of the Makefile: everything is built once more with
# sanitizers, below build/asan, and linked with the fakes of tests/fakes.

PYTHON ?= /usr/bin/python3

ASAN := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
TEST_BUILD := build/asan
TEST_CFLAGS = $(ALL_CFLAGS) -Itests $(ASAN)

$(eval $(call variant,$(TEST_BUILD),$(CC),$(ASAN)))

$(TEST_BUILD)/tests/%.o: tests/%.c | $(BUILD)/.libraries
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(TEST_CFLAGS) -c -o $@ $<

# The fakes stand in front of the archive, so that the linker takes them for
# the clock and the random numbers of src/base.
FAKES := $(patsubst %,$(TEST_BUILD)/tests/fakes/%.o,clock random kernel)

# --- scenarios ---------------------------------------------------------------

PLAYER_OBJECTS := $(patsubst %.c,$(TEST_BUILD)/%.o,\
	$(wildcard tests/scenarios/player/*.c))
$(TEST_BUILD)/player: $(PLAYER_OBJECTS) $(FAKES) $(TEST_BUILD)/libviaduct.a
	$(call quiet,LINK)$(CC) $(ASAN) -o $@ $^ $(LIBRARY_LIBS)

# --- corpus ------------------------------------------------------------------
#
# The runner judges messages with what the unit tests of rewrite judge with.

CORPUS_OBJECTS := $(patsubst %.c,$(TEST_BUILD)/%.o,\
	$(wildcard tests/corpus/runner/*.c) \
	$(patsubst %,tests/unit/rewrite/%.c,findings gateway naive_cut oracle))
$(TEST_BUILD)/corpus: $(CORPUS_OBJECTS) $(FAKES) $(TEST_BUILD)/libviaduct.a
	$(call quiet,LINK)$(CC) $(ASAN) -o $@ $^ $(LIBRARY_LIBS) -lcmocka \
		-losipparser2

# --- unit tests --------------------------------------------------------------
#
# tests/unit/MODULE/test_FILE.c is one program about src/MODULE/FILE.c.  All
# but those of base run on the fakes.  Allocation goes through
# tests/fakes/memory.c, which can refuse it.

UNIT_SOURCES := $(sort $(wildcard tests/unit/*/test_*.c))
UNIT_PROGRAMS := $(UNIT_SOURCES:tests/unit/%.c=$(TEST_BUILD)/unit/%)
UNIT_HELPERS := $(patsubst %.c,$(TEST_BUILD)/%.o,\
	$(wildcard tests/unit/*.c) tests/fakes/memory.c)
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

$(TEST_BUILD)/unit/base/%: $(TEST_BUILD)/tests/unit/base/%.o $(UNIT_HELPERS) \
		$(TEST_BUILD)/libviaduct.a
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) $(ASAN) $(WRAP) -o $@ $^ $(LIBRARY_LIBS) \
		-lcmocka

$(TEST_BUILD)/unit/%: $(TEST_BUILD)/tests/unit/%.o $(UNIT_HELPERS) $(FAKES) \
		$(TEST_BUILD)/libviaduct.a
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) $(ASAN) $(WRAP) -o $@ $^ $(LIBRARY_LIBS) \
		-lcmocka -losipparser2

-include $(PLAYER_OBJECTS:.o=.d) $(CORPUS_OBJECTS:.o=.d) $(FAKES:.o=.d)
-include $(UNIT_HELPERS:.o=.d)
-include $(UNIT_SOURCES:%.c=$(TEST_BUILD)/%.d)
.SECONDARY:

# --- targets -----------------------------------------------------------------

.PHONY: dependencies check check-run test-programs
.PHONY: unit scenarios corpus lint lab
dependencies:
	@tests/dependencies.sh install test

# The libraries are looked up when make starts: install first, then begin anew.
check: dependencies
	@$(MAKE) --no-print-directory check-run

test-programs: $(UNIT_PROGRAMS) $(TEST_BUILD)/player $(TEST_BUILD)/corpus
check-run: all test-programs
	@$(PYTHON) tests/run.py

# One kind of test alone: make unit, make scenarios, make corpus, make lint,
# make lab; ONLY=word picks those whose name has it.
unit scenarios corpus lint lab: all test-programs
	@$(PYTHON) tests/run.py $@ $(ONLY)

# --- measurements ------------------------------------------------------------

BENCH_BUILD := $(BUILD)/bench
BENCH_FAKES := $(patsubst %,$(BENCH_BUILD)/tests/fakes/%.o,kernel)

$(BENCH_BUILD)/tests/%.o: tests/%.c | $(BUILD)/.libraries
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(ALL_CFLAGS) -Itests $(CFLAGS) -c -o $@ $<
$(BENCH_BUILD)/engine: $(BENCH_BUILD)/tests/bench/engine.o $(BENCH_FAKES) \
		$(ARCHIVE)
	$(call quiet,LINK)$(CC) $(CFLAGS) -o $@ $^ $(LIBRARY_LIBS) -losipparser2
$(BENCH_BUILD)/%: $(BENCH_BUILD)/tests/bench/%.o $(ARCHIVE)
	$(call quiet,LINK)$(CC) $(CFLAGS) -o $@ $^ $(LIBRARY_LIBS)

.PHONY: bench bench-run demo
bench: dependencies
	@$(MAKE) --no-print-directory bench-run
bench-run: all $(BENCH_BUILD)/engine $(BENCH_BUILD)/traffic \
		$(BENCH_BUILD)/accept_all
	@$(PYTHON) -B tests/bench/run.py

demo: dependencies
	@$(MAKE) --no-print-directory all
	@$(PYTHON) -B tests/lab/demo.py
