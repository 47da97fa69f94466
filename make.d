make.o: harness/salvo/make.c harness/salvo/make.h harness/base/buf.h \
  harness/base/attr.h harness/base/octets.h harness/play/play.h \
  harness/base/err.h harness/base/usage.h harness/case/script.h \
  harness/case/pattern.h harness/base/arena.h harness/case/role.h \
  harness/case/need.def harness/net/address.h harness/play/outcome.h \
  harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/play/token.h \
  harness/mutate/random.h

harness/salvo/make.h:

harness/base/buf.h:

harness/base/attr.h:

harness/base/octets.h:

harness/play/play.h:

harness/base/err.h:

harness/base/usage.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/case/role.h:

harness/case/need.def:

harness/net/address.h:

harness/play/outcome.h:

harness/net/tap.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/play/token.h:

harness/mutate/random.h:
