control.o: harness/salvo/control.c harness/salvo/control.h \
  harness/base/buf.h harness/base/attr.h harness/base/octets.h \
  harness/mutate/part.h

harness/salvo/control.h:

harness/base/buf.h:

harness/base/attr.h:

harness/base/octets.h:

harness/mutate/part.h:
