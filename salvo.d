salvo.o: harness/salvo/salvo.c harness/salvo/salvo.h harness/base/err.h \
  harness/base/attr.h harness/play/play.h harness/base/usage.h \
  harness/case/script.h harness/base/octets.h harness/case/pattern.h \
  harness/base/arena.h harness/base/buf.h harness/case/role.h \
  harness/case/need.def harness/net/address.h harness/play/outcome.h \
  harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/base/disk.h \
  harness/base/clock.h harness/base/ensure.h harness/mutate/mutate.h \
  harness/mutate/mutation.def harness/mutate/random.h \
  harness/salvo/found.h harness/salvo/journal.h harness/salvo/shot.h \
  harness/mutate/capture.h harness/oracle/oracle.h \
  harness/oracle/event.h harness/oracle/oracle_state.h \
  harness/oracle/fields.h harness/oracle/status_uri.h \
  harness/play/token.h harness/salvo/patience.h harness/salvo/make.h

harness/salvo/salvo.h:

harness/base/err.h:

harness/base/attr.h:

harness/play/play.h:

harness/base/usage.h:

harness/case/script.h:

harness/base/octets.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/base/buf.h:

harness/case/role.h:

harness/case/need.def:

harness/net/address.h:

harness/play/outcome.h:

harness/net/tap.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/base/disk.h:

harness/base/clock.h:

harness/base/ensure.h:

harness/mutate/mutate.h:

harness/mutate/mutation.def:

harness/mutate/random.h:

harness/salvo/found.h:

harness/salvo/journal.h:

harness/salvo/shot.h:

harness/mutate/capture.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/play/token.h:

harness/salvo/patience.h:

harness/salvo/make.h:
