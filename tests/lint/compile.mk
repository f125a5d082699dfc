# SPDX-License-Identifier: GPL-2.0-or-later
#
# Targets of the checks werror and headers-alone, read behind the Makefile:
#
#	make -f Makefile -f tests/lint/compile.mk lint-werror
#
# Objects stay below build/lint-gcc and build/lint-clang, so that only what
# has changed is compiled again.  Optimised, because some warnings need that.

LINT_SOURCES := $(SOURCES) $(DAEMON_SOURCES) $(CLI_SOURCES)
LINT_HEADERS := $(sort $(shell find include src tests -name '*.h'))

# One compiler: its variant of the modules, and each header by itself.
define lint_with
$$(eval $$(call variant,build/lint-$(1),$(1),-O2 -Werror))

lint-werror: $$(LINT_SOURCES:src/%.c=build/lint-$(1)/obj/%.o)
-include $$(LINT_SOURCES:src/%.c=build/lint-$(1)/obj/%.d)

lint-headers: $$(LINT_HEADERS:%=build/lint-$(1)/headers/%.o)
build/lint-$(1)/headers/%.h.o: %.h | $$(BUILD)/.libraries
	@mkdir -p $$(@D)
	@echo '#include "$$<"' | $(1) $$(ALL_CFLAGS) -Itests -I. -Werror \
		-x c -c -o $$@ -MF $$(@:.o=.d) -MT $$@ -
-include $$(LINT_HEADERS:%=build/lint-$(1)/headers/%.d)
endef

.PHONY: lint-werror lint-headers
lint-werror lint-headers:

$(eval $(call lint_with,gcc))
$(eval $(call lint_with,clang))
