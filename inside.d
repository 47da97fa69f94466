inside.o: harness/salvo/inside.c harness/salvo/inside.h \
  harness/base/ensure.h harness/base/attr.h

harness/salvo/inside.h:

harness/base/ensure.h:

harness/base/attr.h:
