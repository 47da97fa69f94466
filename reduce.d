reduce.o: harness/salvo/reduce.c harness/salvo/reduce.h \
  harness/salvo/shot.h harness/base/octets.h harness/mutate/capture.h \
  harness/base/buf.h harness/base/attr.h harness/oracle/oracle.h \
  harness/oracle/event.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/oracle/oracle_state.h \
  harness/oracle/fields.h harness/oracle/status_uri.h \
  harness/play/play.h harness/base/err.h harness/base/usage.h \
  harness/case/script.h harness/case/pattern.h harness/base/arena.h \
  harness/case/role.h harness/case/need.def harness/net/address.h \
  harness/play/outcome.h harness/net/tap.h harness/play/token.h \
  harness/salvo/patience.h harness/base/clock.h harness/mutate/part.h

harness/salvo/reduce.h:

harness/salvo/shot.h:

harness/base/octets.h:

harness/mutate/capture.h:

harness/base/buf.h:

harness/base/attr.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

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

harness/play/token.h:

harness/salvo/patience.h:

harness/base/clock.h:

harness/mutate/part.h:
