shot_client.o: harness/salvo/shot_client.c harness/base/clock.h \
  harness/base/ensure.h harness/base/attr.h harness/salvo/caller.h \
  harness/base/arena.h harness/base/octets.h harness/play/driver.h \
  harness/base/err.h harness/play/play.h harness/base/usage.h \
  harness/case/script.h harness/case/pattern.h harness/base/buf.h \
  harness/case/role.h harness/case/need.def harness/net/address.h \
  harness/play/outcome.h harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/play/process.h \
  harness/play/token.h harness/salvo/inside.h harness/salvo/facts.h \
  harness/mutate/capture.h harness/salvo/make.h harness/salvo/origin.h \
  harness/net/connection.h harness/salvo/shot.h harness/oracle/oracle.h \
  harness/oracle/event.h harness/oracle/oracle_state.h \
  harness/oracle/fields.h harness/oracle/status_uri.h \
  harness/salvo/patience.h

harness/base/clock.h:

harness/base/ensure.h:

harness/base/attr.h:

harness/salvo/caller.h:

harness/base/arena.h:

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

harness/salvo/facts.h:

harness/mutate/capture.h:

harness/salvo/make.h:

harness/salvo/origin.h:

harness/net/connection.h:

harness/salvo/shot.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/salvo/patience.h:
