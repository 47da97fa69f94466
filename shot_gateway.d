shot_gateway.o: harness/salvo/shot_gateway.c harness/base/clock.h \
  harness/base/ensure.h harness/base/attr.h harness/salvo/facts.h \
  harness/mutate/capture.h harness/base/buf.h harness/base/octets.h \
  harness/play/token.h harness/case/script.h harness/case/pattern.h \
  harness/base/arena.h harness/base/err.h harness/case/role.h \
  harness/case/need.def harness/salvo/make.h harness/play/play.h \
  harness/base/usage.h harness/net/address.h harness/play/outcome.h \
  harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/salvo/origin.h \
  harness/net/connection.h harness/salvo/inside.h harness/salvo/shot.h \
  harness/oracle/oracle.h harness/oracle/event.h \
  harness/oracle/oracle_state.h harness/oracle/fields.h \
  harness/oracle/status_uri.h harness/salvo/patience.h \
  harness/salvo/wire.h harness/oracle/request.h

harness/base/clock.h:

harness/base/ensure.h:

harness/base/attr.h:

harness/salvo/facts.h:

harness/mutate/capture.h:

harness/base/buf.h:

harness/base/octets.h:

harness/play/token.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/base/err.h:

harness/case/role.h:

harness/case/need.def:

harness/salvo/make.h:

harness/play/play.h:

harness/base/usage.h:

harness/net/address.h:

harness/play/outcome.h:

harness/net/tap.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/salvo/origin.h:

harness/net/connection.h:

harness/salvo/inside.h:

harness/salvo/shot.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/salvo/patience.h:

harness/salvo/wire.h:

harness/oracle/request.h:
