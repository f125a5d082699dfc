# SPDX-License-Identifier: GPL-2.0-or-later
# The tests' part of the Makefile.

ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer

# Everything is built once more with sanitizers, below build/asan.
TEST_BUILD := build/asan
TEST_CFLAGS = $(ALL_CFLAGS) -Itests $(ASAN)

# The fakes stand in front of the archive: the linker takes them for the
# clock and the random numbers of src/base.
FAKES := $(TEST_BUILD)/tests/fakes/clock.o $(TEST_BUILD)/tests/fakes/random.o \
	$(TEST_BUILD)/tests/fakes/kernel.o

$(eval $(call variant,$(TEST_BUILD),$(CC),$(ASAN)))

$(TEST_BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(TEST_CFLAGS) -c -o $@ $<

PLAYER_OBJECTS := $(patsubst %.c,$(TEST_BUILD)/%.o,\
	$(wildcard tests/scenarios/player/*.c))
$(TEST_BUILD)/player: $(PLAYER_OBJECTS) $(FAKES) $(TEST_BUILD)/libviaduct.a
	$(call quiet,LINK)$(CC) $(ASAN) -o $@ $^ $(LIBRARY_LIBS)
