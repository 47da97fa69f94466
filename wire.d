wire.o: harness/salvo/wire.c harness/salvo/wire.h \
  harness/net/connection.h harness/base/err.h harness/base/attr.h \
  harness/base/octets.h harness/net/address.h harness/oracle/request.h \
  harness/oracle/oracle.h harness/oracle/event.h \
  harness/oracle/requirement.h harness/oracle/requirement.def \
  harness/oracle/oracle_state.h harness/oracle/fields.h \
  harness/oracle/status_uri.h harness/salvo/shot.h \
  harness/mutate/capture.h harness/base/buf.h harness/play/play.h \
  harness/base/usage.h harness/case/script.h harness/case/pattern.h \
  harness/base/arena.h harness/case/role.h harness/case/need.def \
  harness/play/outcome.h harness/net/tap.h harness/play/token.h \
  harness/salvo/patience.h harness/base/clock.h harness/oracle/head.h \
  harness/salvo/inside.h harness/salvo/trust.h

harness/salvo/wire.h:

harness/net/connection.h:

harness/base/err.h:

harness/base/attr.h:

harness/base/octets.h:

harness/net/address.h:

harness/oracle/request.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/salvo/shot.h:

harness/mutate/capture.h:

harness/base/buf.h:

harness/play/play.h:

harness/base/usage.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/case/role.h:

harness/case/need.def:

harness/play/outcome.h:

harness/net/tap.h:

harness/play/token.h:

harness/salvo/patience.h:

harness/base/clock.h:

harness/oracle/head.h:

harness/salvo/inside.h:

harness/salvo/trust.h:
