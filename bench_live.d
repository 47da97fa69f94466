bench_live.o: harness/test/bench_live.c harness/base/clock.h \
  harness/base/ensure.h harness/base/attr.h harness/net/connection.h \
  harness/base/err.h harness/base/octets.h harness/net/address.h \
  harness/salvo/salvo.h harness/play/play.h harness/base/usage.h \
  harness/case/script.h harness/case/pattern.h harness/base/arena.h \
  harness/base/buf.h harness/case/role.h harness/case/need.def \
  harness/play/outcome.h harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/target/folder.h \
  harness/target/target.h harness/peer/fault.h harness/peer/fault.def \
  harness/peer/fault_client.def harness/peer/fault_gateway.def \
  harness/peer/fault_forward.def harness/peer/fault_proxy.def \
  harness/peer/fault_server.def

harness/base/clock.h:

harness/base/ensure.h:

harness/base/attr.h:

harness/net/connection.h:

harness/base/err.h:

harness/base/octets.h:

harness/net/address.h:

harness/salvo/salvo.h:

harness/play/play.h:

harness/base/usage.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/base/buf.h:

harness/case/role.h:

harness/case/need.def:

harness/play/outcome.h:

harness/net/tap.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/target/folder.h:

harness/target/target.h:

harness/peer/fault.h:

harness/peer/fault.def:

harness/peer/fault_client.def:

harness/peer/fault_gateway.def:

harness/peer/fault_forward.def:

harness/peer/fault_proxy.def:

harness/peer/fault_server.def:
