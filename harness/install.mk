# SPDX-License-Identifier: MIT
# `make install` and `make uninstall`: the program with its data, libinterim with its header. Part of the
# Makefile. The folders are GNU's, each may be given; DESTDIR goes in front of all of them.
PREFIX       ?= /usr/local
prefix       ?= $(PREFIX)
exec_prefix  ?= $(prefix)
bindir       ?= $(exec_prefix)/bin
libdir       ?= $(exec_prefix)/lib
includedir   ?= $(prefix)/include
datarootdir  ?= $(prefix)/share
datadir      ?= $(datarootdir)
mandir       ?= $(datarootdir)/man
docdir       ?= $(datarootdir)/doc/interim
pkgconfigdir ?= $(libdir)/pkgconfig
bashdir      ?= $(datadir)/bash-completion/completions
zshdir       ?= $(datadir)/zsh/site-functions
fishdir      ?= $(datadir)/fish/vendor_completions.d
INSTALL      ?= install

VERSION := $(shell sed -n 's/^.define INTERIM_VERSION *"\(.*\)"/\1/p' harness/base/version.h)
VERSION_DATE := $(shell sed -n 's/^.define INTERIM_VERSION_DATE "\(.*\)"/\1/p' harness/base/version.h)
INSTALLED := $(OUT)/installed
# The program's own folder has the shape of this tree: what is read at run time, and the documents.
SUITE := $(datadir)/interim
SUITE_FILES = README.md fuzz/README.md reports/README.md reports/junit.xsd $(wildcard reports/*.schema.json) \
               $(wildcard reports/page/*) $(wildcard reports/playground/*) harness/run/run.preflight.md harness/play/driver.h harness/oracle/interim.h \
               $(sort $(shell find cases -type f)) \
               $(sort $(shell find harness/target -mindepth 2 -type f)) harness/target/page.txt \
               $(wildcard harness/target/*.sh)

# ---------------------------------------------------------------- libinterim

# The oracle alone, compiled for a shared library and never with sanitizers: it goes into other people's
# programs. One object with the names of interim.map and no others, so that none of ours meets one of
# theirs. A libllhttp.a of our own (.ci/llhttp.sh) goes into it; the system's is left to the linker.
ABI          := 0
LIBRARY      := $(INSTALLED)/libinterim
LIB_SOURCES  := $(wildcard harness/base/*.c harness/oracle/*.c)
LIB_OBJECTS  := $(LIB_SOURCES:harness/%.c=$(INSTALLED)/%.o)
LIB_EXPORTS  := $(shell sed -n 's/^ *\(interim_[a-z_]*\);/\1/p' harness/oracle/interim.map)
LLHTTP_OWN    = $(filter %.a,$(LLHTTP_LIBS))
LLHTTP_SYSTEM = $(filter-out %.a,$(LLHTTP_LIBS))
LIB_FLAGS     = $(CFLAGS_release) $(CFLAGS) -fPIC

$(INSTALLED)/%.o: harness/%.c $(BUILD)/llhttp.mk
	@mkdir -p $(@D)
	@echo "  CC    $< (libinterim)"
	@$(CC) -std=c17 -D_POSIX_C_SOURCE=200809L $(WARNINGS) $(LIB_FLAGS) -Iharness $(LLHTTP_CFLAGS) -MMD -MP -c $< -o $@

$(LIBRARY).o: $(LIB_OBJECTS) harness/oracle/interim.map
	@rm -f $(INSTALLED)/parts.a
	@ar rcs $(INSTALLED)/parts.a $(LIB_OBJECTS)
	@$(CC) -r -nostdlib $(LIB_EXPORTS:%=-Wl,-u,%) $(INSTALLED)/parts.a $(LLHTTP_OWN) -o $@
	@objcopy $(LIB_EXPORTS:%=--keep-global-symbol=%) $@

$(LIBRARY).a: $(LIBRARY).o
	@rm -f $@
	@ar rcs $@ $<

$(LIBRARY).so: $(LIBRARY).o harness/oracle/interim.map
	@echo "  LINK  $@"
	@$(CC) -shared -Wl,-soname,libinterim.so.$(ABI) -Wl,--version-script=harness/oracle/interim.map \
	    -Wl,--no-undefined -Wl,-z,relro,-z,now $(LDFLAGS) $< $(LLHTTP_SYSTEM) -o $@

# ---------------------------------------------------------------- what is written for the place

# Made anew when the folders change. $(call told,TEXT) writes it only where it is another.
told = @mkdir -p $(@D); printf '%s\n' '$(1)' | cmp -s - $@ || printf '%s\n' '$(1)' >$@
$(INSTALLED)/place: FORCE
	$(call told,$(SUITE) $(prefix) $(libdir) $(includedir) $(LLHTTP_LIBS))

$(INSTALLED)/place.o: ROOT = $(SUITE)
$(INSTALLED)/place.o: harness/base/root.c $(INSTALLED)/place
	@$(COMPILE) -DINTERIM_INSTALLED -c $< -o $@

$(INSTALLED)/interim: $(MAIN) $(INSTALLED)/place.o $(OUT)/libinterim.a
	@echo "  LINK  $@"
	@$(LINK) $(LDFLAGS) $^ $(LIBS) -o $@

$(INSTALLED)/interim.pc: $(INSTALLED)/place
	@printf '%s\n' 'prefix=$(prefix)' 'libdir=$(libdir)' 'includedir=$(includedir)' '' \
	    'Name: interim' 'Description: oracle for HTTP/1.1 responses: interim (1xx) and final, framing and order' \
	    'Version: $(VERSION)' 'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -linterim' \
	    'Libs.private: $(LLHTTP_SYSTEM)' | sed 's/ *$$//' >$@

# Manual and completions, as `interim help` has them, from this tree.
HELP_FILES := $(INSTALLED)/interim.1 $(INSTALLED)/interim-case.5 $(INSTALLED)/libinterim.3 $(INSTALLED)/completion.bash \
              $(INSTALLED)/completion.zsh $(INSTALLED)/completion.fish
HELPS       = @echo "  HELP  $@"; INTERIM_ROOT='$(CURDIR)' $(OUT)/interim help
$(HELP_FILES): $(OUT)/interim README.md cases/README.md reports/README.md harness/oracle/interim.h
$(INSTALLED)/interim.1 $(INSTALLED)/interim-case.5 $(INSTALLED)/libinterim.3:
	$(HELPS) --man $(basename $(@F)) >$@
$(INSTALLED)/completion.%:
	$(HELPS) --completion $* >$@

-include $(wildcard $(INSTALLED)/*.d $(INSTALLED)/*/*.d)

# ---------------------------------------------------------------- install, uninstall

INSTALL_PARTS := $(INSTALLED)/interim $(LIBRARY).a $(LIBRARY).so $(INSTALLED)/interim.pc \
                 $(HELP_FILES)
# What is copied, and as what: FROM:TO:MODE.
COPIES := $(INSTALLED)/interim:$(bindir)/interim:755 harness/oracle/interim.h:$(includedir)/interim.h:644 \
          $(INSTALLED)/interim.pc:$(pkgconfigdir)/interim.pc:644 $(LIBRARY).a:$(libdir)/libinterim.a:644 \
          $(LIBRARY).so:$(libdir)/libinterim.so.$(VERSION):644 \
          $(INSTALLED)/interim.1:$(mandir)/man1/interim.1:644 \
          $(INSTALLED)/interim-case.5:$(mandir)/man5/interim-case.5:644 \
          $(INSTALLED)/libinterim.3:$(mandir)/man3/libinterim.3:644 \
          $(INSTALLED)/completion.bash:$(bashdir)/interim:644 $(INSTALLED)/completion.zsh:$(zshdir)/_interim:644 \
          $(INSTALLED)/completion.fish:$(fishdir)/interim.fish:644 \
          harness/example/judge.c:$(docdir)/examples/judge.c:644

install: deps
	@$(MAKE) --no-print-directory $(JOBS) MODE=$(MODE) run-install
run-install: $(INSTALL_PARTS)
	@set -e; for copy in $(COPIES); do \
	    from=$${copy%%:*} mode=$${copy##*:}; to=$${copy#*:}; to='$(DESTDIR)'$${to%:*}; \
	    $(INSTALL) -d "$${to%/*}"; $(INSTALL) -m $$mode $$from "$$to"; done
	@ln -sf libinterim.so.$(VERSION) '$(DESTDIR)$(libdir)/libinterim.so.$(ABI)'
	@ln -sf libinterim.so.$(ABI) '$(DESTDIR)$(libdir)/libinterim.so'
	@set -e; for folder in $(sort $(dir $(SUITE_FILES))); do \
	    $(INSTALL) -d '$(DESTDIR)$(SUITE)'/$$folder; done
	@set -e; for file in $(SUITE_FILES); do \
	    mode=644; case $$(head -c 2 $$file) in "#!") mode=755 ;; esac; \
	    $(INSTALL) -m $$mode $$file '$(DESTDIR)$(SUITE)'/$$file; done
	@echo "installed below $(DESTDIR)$(prefix): bin/interim, libinterim, and their files in $(SUITE)"

uninstall:
	@set -e; for copy in $(COPIES); do to=$${copy#*:}; rm -f '$(DESTDIR)'"$${to%:*}"; done
	@rm -f '$(DESTDIR)$(libdir)'/libinterim.so '$(DESTDIR)$(libdir)'/libinterim.so.$(ABI)
	@rm -rf '$(DESTDIR)$(SUITE)'
	@echo "uninstalled from $(DESTDIR)$(prefix)"

# ---------------------------------------------------------------- Debian packages

deb:
	@sh .ci/deps.sh --deb
	@$(MAKE) --no-print-directory $(JOBS) MODE=release run-deb
run-deb:
	@rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb
	@$(MAKE) --no-print-directory -s MODE=$(MODE) run-install DESTDIR=$(abspath $(BUILD))/deb/stage prefix=/usr \
	    libdir=/usr/lib/$$(dpkg-architecture -qDEB_HOST_MULTIARCH) \
	    zshdir=/usr/share/zsh/vendor-completions docdir=/usr/share/doc/libinterim-dev >/dev/null
	@sh .ci/deb.sh $(BUILD)/deb/stage $(VERSION) $(VERSION_DATE) $(if $(LLHTTP_OWN),own,system) $(BUILD)/deb

# Installs them on this machine, runs what they bring, and purges them: for CI's.
test-deb: deb
	@sh .ci/deb-try.sh $(BUILD)/deb

.PHONY: install run-install uninstall deb run-deb test-deb
