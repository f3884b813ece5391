/* SPDX-License-Identifier: Apache-2.0
 *
 * export_forms.h - the statements of one text, ready to be exported, between
 * export.c, which gathers them, and export_json_ld.c.
 */
#ifndef SELON_LEDGER_EXPORT_FORMS_H
#define SELON_LEDGER_EXPORT_FORMS_H

#include "ledger/export.h"
#include "ledger/gender.h"
#include "output/output.h"

/* What the document does not hold of its statement with the same index. */
typedef struct exported {
    uint64_t id;
    int32_t day;
    const ledger_appearance *appearances;
    size_t appearance_count;
} exported;

typedef struct export_text {
    writer *w;           /* its document has the statements, in text order, and their speakers */
    const char *address; /* of the text; NULL without */
    uint64_t text;
    const exported *statements;
    const being_shown *beings; /* of each speaker */
    const export_options *options;
    bool first; /* nothing was written before */
} export_text;

/* The lines around, and those of one text. */
void annotations_begin(writer *w, const export_options *options);
void annotations_text(const export_text *t);
void quotations_begin(writer *w, const export_options *options);
void quotations_text(const export_text *t);
void json_ld_end(writer *w, const export_options *options);

#endif
