trust.o: harness/salvo/trust.c harness/salvo/trust.h \
  harness/base/octets.h harness/oracle/head.h

harness/salvo/trust.h:

harness/base/octets.h:

harness/oracle/head.h:
