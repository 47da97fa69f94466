caller.o: harness/salvo/caller.c harness/salvo/caller.h \
  harness/base/arena.h harness/base/attr.h harness/base/octets.h \
  harness/play/driver.h harness/base/err.h harness/play/play.h \
  harness/base/usage.h harness/case/script.h harness/case/pattern.h \
  harness/base/buf.h harness/case/role.h harness/case/need.def \
  harness/net/address.h harness/play/outcome.h harness/net/tap.h \
  harness/oracle/requirement.h harness/oracle/requirement.def \
  harness/play/process.h harness/play/token.h harness/salvo/inside.h \
  harness/base/clock.h

harness/salvo/caller.h:

harness/base/arena.h:

harness/base/attr.h:

harness/base/octets.h:

harness/play/driver.h:

harness/base/err.h:

harness/play/play.h:

harness/base/usage.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/buf.h:

harness/case/role.h:

harness/case/need.def:

harness/net/address.h:

harness/play/outcome.h:

harness/net/tap.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/play/process.h:

harness/play/token.h:

harness/salvo/inside.h:

harness/base/clock.h:
