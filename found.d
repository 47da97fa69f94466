found.o: harness/salvo/found.c harness/salvo/found.h \
  harness/salvo/journal.h harness/base/buf.h harness/base/attr.h \
  harness/base/octets.h harness/base/err.h harness/salvo/salvo.h \
  harness/play/play.h harness/base/usage.h harness/case/script.h \
  harness/case/pattern.h harness/base/arena.h harness/case/role.h \
  harness/case/need.def harness/net/address.h harness/play/outcome.h \
  harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/salvo/shot.h \
  harness/mutate/capture.h harness/oracle/oracle.h \
  harness/oracle/event.h harness/oracle/oracle_state.h \
  harness/oracle/fields.h harness/oracle/status_uri.h \
  harness/play/token.h harness/salvo/patience.h harness/base/quote.h \
  harness/salvo/control.h harness/salvo/reduce.h

harness/salvo/found.h:

harness/salvo/journal.h:

harness/base/buf.h:

harness/base/attr.h:

harness/base/octets.h:

harness/base/err.h:

harness/salvo/salvo.h:

harness/play/play.h:

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

harness/salvo/shot.h:

harness/mutate/capture.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/play/token.h:

harness/salvo/patience.h:

harness/base/quote.h:

harness/salvo/control.h:

harness/salvo/reduce.h:
