# Included by the Makefile: install, uninstall, lint.
#
#	make install PREFIX=$HOME/.local        for yourself
#	make install DESTDIR=/tmp/package PREFIX=/usr

DOCDIR ?= $(PREFIX)/share/doc/envd
MAN    := man1/envd.1 man5/envd.ini.5 man5/envd-project.5 man7/envd-hooks.7 man8/envd-daemon.8

install: all
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(LIBEXECDIR)' '$(DESTDIR)$(BASHCOMP)' \
		'$(DESTDIR)$(ZSHCOMP)' '$(DESTDIR)$(FISHCOMP)' '$(DESTDIR)$(DOCDIR)/docs' \
		$(foreach page,$(MAN),'$(DESTDIR)$(MANDIR)/$(dir $(page))')
	$(INSTALL) -m 755 $(BUILD)/envd '$(DESTDIR)$(BINDIR)/envd'
	$(INSTALL) -m 755 $(BUILD)/envd-daemon '$(DESTDIR)$(LIBEXECDIR)/envd-daemon'
	$(foreach page,$(MAN),$(INSTALL) -m 644 man/$(notdir $(page)) \
		'$(DESTDIR)$(MANDIR)/$(page)' &&) :
	$(INSTALL) -m 644 completions/envd.bash '$(DESTDIR)$(BASHCOMP)/envd'
	$(INSTALL) -m 644 completions/_envd '$(DESTDIR)$(ZSHCOMP)/_envd'
	$(INSTALL) -m 644 completions/envd.fish '$(DESTDIR)$(FISHCOMP)/envd.fish'
	$(INSTALL) -m 644 LICENSE README.md CHANGELOG.md '$(DESTDIR)$(DOCDIR)'
	$(INSTALL) -m 644 docs/security.md docs/shells.md '$(DESTDIR)$(DOCDIR)/docs'

# What `make install` with the same variables has put there. State and
# configuration of the users stay.
uninstall:
	rm -f '$(DESTDIR)$(BINDIR)/envd' '$(DESTDIR)$(LIBEXECDIR)/envd-daemon' \
		$(foreach page,$(MAN),'$(DESTDIR)$(MANDIR)/$(page)') \
		'$(DESTDIR)$(BASHCOMP)/envd' '$(DESTDIR)$(ZSHCOMP)/_envd' \
		'$(DESTDIR)$(FISHCOMP)/envd.fish' \
		$(foreach file,LICENSE README.md CHANGELOG.md docs/security.md docs/shells.md,'$(DESTDIR)$(DOCDIR)/$(file)')
	-rmdir '$(DESTDIR)$(LIBEXECDIR)' '$(DESTDIR)$(DOCDIR)/docs' '$(DESTDIR)$(DOCDIR)'

lint: all
	BUILD='$(BUILD)' CC='$(CC)' tests/lint/lint

.PHONY: install uninstall lint
