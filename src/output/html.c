#include "output/output.h"
void html_write(writer *w) { (void)w; }
