# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Makefile's part that puts things in their places: install, uninstall,
# docs, help.  PREFIX, SYSCONFDIR, UNITDIR and DESTDIR come from there.

SBINDIR ?= $(PREFIX)/sbin
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
INSTALL ?= install

MAN_PAGES := viaduct.1 viaduct.conf.5 viaductd.8
# docs/viaduct.conf.5 goes to man5/viaduct.conf.5.
man_path = $(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(1)))/$(1)
CONF_PATH := $(DESTDIR)$(SYSCONFDIR)/viaduct/viaduct.conf
UNIT_PATH := $(DESTDIR)$(UNITDIR)/viaductd.service

# Unit and manual pages name the places of a distribution's package.
PLACES := sed -e 's|/usr/sbin/viaductd|$(SBINDIR)/viaductd|g' \
	-e 's|/etc/viaduct/|$(SYSCONFDIR)/viaduct/|g'

.PHONY: install install-files install-user uninstall docs help

install: install-files install-user
ifeq ($(DESTDIR),)
	@echo "Next: systemctl daemon-reload && systemctl enable --now viaductd"
	@echo "Then: viaduct status   (configuration: $(CONF_PATH))"
endif

install-files: all
	$(INSTALL) -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(BINDIR) \
		$(dir $(CONF_PATH)) $(dir $(UNIT_PATH)) \
		$(dir $(foreach page,$(MAN_PAGES),$(call man_path,$(page))))
	$(INSTALL) -m 755 $(BUILD)/viaductd $(DESTDIR)$(SBINDIR)/viaductd
	$(INSTALL) -m 755 $(BUILD)/viaduct $(DESTDIR)$(BINDIR)/viaduct
	$(PLACES) systemd/viaductd.service >$(UNIT_PATH)
	$(foreach page,$(MAN_PAGES),$(PLACES) docs/$(page) \
		>$(call man_path,$(page)) &&) true
	chmod 644 $(UNIT_PATH) \
		$(foreach page,$(MAN_PAGES),$(call man_path,$(page)))
	@if [ -e "$(CONF_PATH)" ]; then \
		echo "$(CONF_PATH) is there already and stays as it is."; \
	else \
		$(PLACES) conf/viaduct.conf >"$(CONF_PATH)" && \
		chmod 644 "$(CONF_PATH)"; \
	fi

# In a package, its own scripts do that.
install-user: install-files
	@if [ -n "$(DESTDIR)" ] || id -u viaduct >/dev/null 2>&1; then \
		:; \
	elif [ "$$(id -u)" != 0 ]; then \
		echo "There is no user viaduct, and only root can create it:"; \
		echo "without it the daemon stays root."; \
	else \
		useradd --system --user-group --no-create-home \
			--home-dir /nonexistent --shell /usr/sbin/nologin \
			viaduct; \
	fi

uninstall:
	rm -f $(DESTDIR)$(SBINDIR)/viaductd $(DESTDIR)$(BINDIR)/viaduct \
		$(UNIT_PATH) \
		$(foreach page,$(MAN_PAGES),$(call man_path,$(page)))
	@echo "$(CONF_PATH) and the user viaduct, where they exist, are left."

# The shipped configuration and its manual page, from the table of options.
docs: $(BUILD)/viaductd
	packaging/write-docs.sh $(BUILD)/viaductd .

define help_text
make               build/viaductd and build/viaduct
make demo          see it work: phone, router and provider in namespaces (root)
make check         all tests (root); installs what they need
make unit          the unit tests alone; so scenarios, lint, lab
make lint ONLY=x   of one kind, those whose name has x
make bench         how fast it is, beside others
make docs          conf/viaduct.conf and docs/viaduct.conf.5 from the options
make dependencies  install what building and testing need (root)
make install       below PREFIX ($(PREFIX)), with DESTDIR for packages
make uninstall     the files of make install, but not the configuration
make clean         remove $(BUILD)

V=1 shows the commands.  Settings: PREFIX SBINDIR BINDIR MANDIR SYSCONFDIR
UNITDIR DESTDIR CC CFLAGS LDFLAGS BUILD
endef

help:
	$(info $(help_text))
	@:
