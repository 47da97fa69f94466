test_fuzz.o: harness/test/test_fuzz.c harness/base/buf.h \
  harness/base/attr.h harness/base/octets.h harness/base/disk.h \
  harness/base/err.h harness/salvo/control.h harness/salvo/facts.h \
  harness/mutate/capture.h harness/play/token.h harness/case/script.h \
  harness/case/pattern.h harness/base/arena.h harness/case/role.h \
  harness/case/need.def harness/salvo/journal.h harness/salvo/patience.h \
  harness/salvo/salvo.h harness/play/play.h harness/base/usage.h \
  harness/net/address.h harness/play/outcome.h harness/net/tap.h \
  harness/oracle/requirement.h harness/oracle/requirement.def \
  harness/salvo/trust.h harness/target/folder.h harness/target/target.h \
  harness/peer/fault.h harness/peer/fault.def \
  harness/peer/fault_client.def harness/peer/fault_gateway.def \
  harness/peer/fault_forward.def harness/peer/fault_proxy.def \
  harness/peer/fault_server.def harness/test/spawn.h

harness/base/buf.h:

harness/base/attr.h:

harness/base/octets.h:

harness/base/disk.h:

harness/base/err.h:

harness/salvo/control.h:

harness/salvo/facts.h:

harness/mutate/capture.h:

harness/play/token.h:

harness/case/script.h:

harness/case/pattern.h:

harness/base/arena.h:

harness/case/role.h:

harness/case/need.def:

harness/salvo/journal.h:

harness/salvo/patience.h:

harness/salvo/salvo.h:

harness/play/play.h:

harness/base/usage.h:

harness/net/address.h:

harness/play/outcome.h:

harness/net/tap.h:

harness/oracle/requirement.h:

harness/oracle/requirement.def:

harness/salvo/trust.h:

harness/target/folder.h:

harness/target/target.h:

harness/peer/fault.h:

harness/peer/fault.def:

harness/peer/fault_client.def:

harness/peer/fault_gateway.def:

harness/peer/fault_forward.def:

harness/peer/fault_proxy.def:

harness/peer/fault_server.def:

harness/test/spawn.h:
