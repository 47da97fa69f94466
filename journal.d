journal.o: harness/salvo/journal.c harness/salvo/journal.h \
  harness/base/buf.h harness/base/attr.h harness/base/octets.h \
  harness/base/err.h harness/base/disk.h

harness/salvo/journal.h:

harness/base/buf.h:

harness/base/attr.h:

harness/base/octets.h:

harness/base/err.h:

harness/base/disk.h:
