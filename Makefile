# SPDX-License-Identifier: GPL-2.0-or-later
#
#   make            build build/viaductd and build/viaduct
#   make demo       see it work: phone, router and provider in namespaces (root)
#   make check      all tests (root)
#   make install    into PREFIX, with DESTDIR for packages
#   make help       the rest
#
# Where libraries or tools are missing, demo, check and bench install them;
# plain make says which package has what it misses.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= /lib/systemd/system
DESTDIR ?=
VERSION := 0.1.0

ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= build
# Across files: the parsers are many small functions that call each other.
CFLAGS ?= -O3 -g -flto=auto
AR := $(if $(findstring gcc,$(CC)),gcc-ar,ar)
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wvla
LIBRARIES := libmnl libnftnl libnetfilter_queue libuv jansson
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Iinclude -MMD -MP $(WARNINGS) \
	-DVIADUCT_VERSION='"$(VERSION)"' -DVIADUCT_SYSCONFDIR='"$(SYSCONFDIR)"' \
	$(LIBRARY_CFLAGS)
LIBRARY_CFLAGS := $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
LIBRARY_LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -liniparser

# Modules that both programs and all tests are linked from.
MODULES := base packet sip sdp protocol netlink nat call registration rewrite \
	alg config control
SOURCES := $(sort $(foreach m,$(MODULES),$(wildcard src/$(m)/*.c)))
DAEMON_SOURCES := $(sort $(wildcard src/main/*.c))
CLI_SOURCES := $(sort $(wildcard src/cli/*.c))
DAEMON_OBJECTS := $(DAEMON_SOURCES:src/%.c=$(BUILD)/obj/%.o)
CLI_OBJECTS := $(CLI_SOURCES:src/%.c=$(BUILD)/obj/%.o)
ARCHIVE := $(BUILD)/libviaduct.a

ifeq ($(V),1)
quiet =
else
quiet = @printf '  %-7s %s\n' '$(1)' '$@';
endif

.PHONY: all
all: $(BUILD)/viaductd $(BUILD)/viaduct

$(BUILD)/viaductd: $(DAEMON_OBJECTS) $(ARCHIVE)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARY_LIBS)

$(BUILD)/viaduct: $(CLI_OBJECTS) $(ARCHIVE)
	$(call quiet,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARY_LIBS)

# The modules as an archive, built one way: directory, compiler, extra flags.
define variant
$(1)/libviaduct.a: $$(SOURCES:src/%.c=$(1)/obj/%.o)
	$$(call quiet,AR)rm -f $$@ && $$(AR) rcs $$@ $$^
$(1)/obj/%.o: src/%.c | $$(BUILD)/.libraries
	@mkdir -p $$(@D)
	$$(call quiet,CC)$(2) $$(ALL_CFLAGS) $(3) -c -o $$@ $$<
-include $$(SOURCES:src/%.c=$(1)/obj/%.d)
endef

$(eval $(call variant,$(BUILD),$(CC),$$(CFLAGS)))

# Say in words what is missing, once, before the compiler does in riddles.
$(BUILD)/.libraries:
	@tests/dependencies.sh missing build
	@mkdir -p $(@D) && touch $@

-include $(DAEMON_OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d)

include tests/tests.mk
include packaging/install.mk

.PHONY: clean
clean:
	rm -rf $(BUILD)
