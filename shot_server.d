shot_server.o: harness/salvo/shot_server.c harness/base/clock.h \
  harness/base/ensure.h harness/base/attr.h harness/salvo/make.h \
  harness/base/buf.h harness/base/octets.h harness/play/play.h \
  harness/base/err.h harness/base/usage.h harness/case/script.h \
  harness/case/pattern.h harness/base/arena.h harness/case/role.h \
  harness/case/need.def harness/net/address.h harness/play/outcome.h \
  harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/play/token.h \
  harness/salvo/wire.h harness/net/connection.h harness/oracle/request.h \
  harness/oracle/oracle.h harness/oracle/event.h \
  harness/oracle/oracle_state.h harness/oracle/fields.h \
  harness/oracle/status_uri.h harness/salvo/shot.h \
  harness/mutate/capture.h harness/salvo/patience.h

harness/base/clock.h:

harness/base/ensure.h:

harness/base/attr.h:

harness/salvo/make.h:

harness/base/buf.h:

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

harness/salvo/wire.h:

harness/net/connection.h:

harness/oracle/request.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/salvo/shot.h:

harness/mutate/capture.h:

harness/salvo/patience.h:
