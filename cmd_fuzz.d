cmd_fuzz.o: harness/cmd_fuzz.c harness/cmd_fuzz.h harness/salvo/salvo.h \
  harness/base/err.h harness/base/attr.h harness/play/play.h \
  harness/base/usage.h harness/case/script.h harness/base/octets.h \
  harness/case/pattern.h harness/base/arena.h harness/base/buf.h \
  harness/case/role.h harness/case/need.def harness/net/address.h \
  harness/play/outcome.h harness/net/tap.h harness/oracle/requirement.h \
  harness/oracle/requirement.def harness/cmd.h harness/run/status.h \
  harness/report/report.h harness/report/pcap.h harness/cmd.def \
  harness/cmd_common.h harness/run/options.h harness/run/run.h \
  harness/case/catalogue.h harness/run/sink.h harness/run/secure.h \
  harness/net/tls.h harness/net/certificate.h harness/run/interrupt.h \
  harness/target/supervise.h harness/target/target.h \
  harness/peer/fault.h harness/peer/fault.def \
  harness/peer/fault_client.def harness/peer/fault_gateway.def \
  harness/peer/fault_forward.def harness/peer/fault_proxy.def \
  harness/peer/fault_server.def

harness/cmd_fuzz.h:

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

harness/cmd.h:

harness/run/status.h:

harness/report/report.h:

harness/report/pcap.h:

harness/cmd.def:

harness/cmd_common.h:

harness/run/options.h:

harness/run/run.h:

harness/case/catalogue.h:

harness/run/sink.h:

harness/run/secure.h:

harness/net/tls.h:

harness/net/certificate.h:

harness/run/interrupt.h:

harness/target/supervise.h:

harness/target/target.h:

harness/peer/fault.h:

harness/peer/fault.def:

harness/peer/fault_client.def:

harness/peer/fault_gateway.def:

harness/peer/fault_forward.def:

harness/peer/fault_proxy.def:

harness/peer/fault_server.def:
