/* SPDX-License-Identifier: Apache-2.0
 *
 * export.h - statements of a ledger in forms that other programs read, each
 * with its places in the text it stands in.
 */
#ifndef SELON_LEDGER_EXPORT_H
#define SELON_LEDGER_EXPORT_H

#include "ledger/ledger.h"

typedef enum export_form {
    EXPORT_JSONL,       /* docs/format.md's documents, one a text */
    EXPORT_CSV,         /* docs/format.md's rows */
    EXPORT_ANNOTATIONS, /* a W3C annotation page, JSON-LD */
    EXPORT_QUOTATIONS,  /* schema.org's Quotation, JSON-LD */
} export_form;

#define EXPORT_BASE "urn:selon:statement:"

typedef struct export_options {
    export_form form;
    bool byte_offsets; /* JSON lines, CSV: count bytes, not code points */
    const char *base;  /* JSON-LD: what a statement's number becomes an IRI with; NULL for EXPORT_BASE */
} export_options;

typedef struct export_count {
    uint64_t statements;
    uint64_t left_out; /* whose text the ledger does not keep */
    uint64_t articles; /* gold ones that were left out: not kept, or with statements of an earlier text */
    int written;       /* SELON_OK, or SELON_ERROR_IO: the sink refused */
} export_count;

/* Writes all that the filter lets through, text by text; its order does not
 * matter. Memory does not grow with the ledger, but with the longest text. As
 * quotations only direct and mixed statements come out, if the filter does not
 * say which types. Of gold articles those without any statement come out, too: that nobody says anything there
 * is to be learnt as well. */
int ledger_export(ledger *l, const ledger_filter *filter, const export_options *options, selon_sink sink, void *payload,
                  export_count *count);

#endif
