patience.o: harness/salvo/patience.c harness/salvo/patience.h

harness/salvo/patience.h:
