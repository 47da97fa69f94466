facts.o: harness/salvo/facts.c harness/salvo/facts.h \
  harness/mutate/capture.h harness/base/buf.h harness/base/attr.h \
  harness/base/octets.h harness/play/token.h harness/case/script.h \
  harness/case/pattern.h harness/base/arena.h harness/base/err.h \
  harness/case/role.h harness/case/need.def harness/oracle/head.h \
  harness/oracle/oracle.h harness/oracle/event.h \
  harness/oracle/requirement.h harness/oracle/requirement.def \
  harness/oracle/oracle_state.h harness/oracle/fields.h \
  harness/oracle/status_uri.h harness/salvo/trust.h

harness/salvo/facts.h:

harness/mutate/capture.h:

harness/base/buf.h:

harness/base/attr.h:

harness/base/octets.h:

harness/play/token.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/base/err.h:

harness/case/role.h:

harness/case/need.def:

harness/oracle/head.h:

harness/oracle/oracle.h:

harness/oracle/event.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/oracle/oracle_state.h:

harness/oracle/fields.h:

harness/oracle/status_uri.h:

harness/salvo/trust.h:
