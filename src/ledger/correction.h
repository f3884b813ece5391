/* SPDX-License-Identifier: Apache-2.0
 *
 * correction.h - what readers say about statements, which wins over what the
 * machine says.
 *
 * A correction is an act: somebody changed fields of a statement, rejected it,
 * said that it is right as it is, or added one that was missed. Acts are kept for
 * good, with what the statement was before, and can be withdrawn. What all acts
 * that stand come to is written into the tables that everything reads
 * (`statements`, `speakers`, the index, the groups), and the machine's own rows
 * are kept beside them, in `overruled`: so a correction wins everywhere, and
 * taking it back, or reading again, begins with what the machine said.
 *
 *     ledger_correct, _reject, _confirm, _supply   acts; each in a transaction of its own,
 *                                                  or in the one that was begun; a failure undoes all of it
 *     ledger_withdraw                              an act stands no longer
 *     ledger_check                                 an article is right as a whole
 *     ledger_corrections                           acts, shown
 *
 * Spans are bytes of the text that the statement belongs to, which is the first of
 * its family that has it (ledger_result's `text_id` and `places`). They begin and
 * end between code points. A field that is not corrected goes on following the
 * machine; where the machine no longer finds the statement at all, it stands as
 * it was when it was corrected.
 */
#ifndef SELON_LEDGER_CORRECTION_H
#define SELON_LEDGER_CORRECTION_H

#include "base/arena.h"
#include "ledger/ledger.h"

#define CORRECTION_CONTENTS 24 /* pieces that a content may have */
#define CORRECTION_NAME 500    /* bytes of a name, a role, a reader */

typedef enum correction_sort {
    CORRECTION_CHANGE,
    CORRECTION_REJECT,
    CORRECTION_ADD,
    CORRECTION_CONFIRM,
    CORRECTION_CHECK, /* confirmed with its article */
} correction_sort;

/* Bits: which fields of an answer count. */
enum correction_field {
    CORRECT_SPEAKER = 1, /* with the role */
    CORRECT_SOURCE = 2,
    CORRECT_CUE = 4,
    CORRECT_CONTENT = 8,
    CORRECT_ADDRESSEE = 16,
    CORRECT_VIA = 32,
    CORRECT_TIME = 64, /* with its value */
    CORRECT_TYPE = 128,
    CORRECT_KIND = 256,
    CORRECT_NEGATED = 512,
    CORRECT_ALL = 1023
};

/* What a statement is, as somebody has it. An empty span is "none". */
typedef struct ledger_answer {
    selon_type type;
    selon_kind kind;
    bool negated;
    const char *speaker, *role; /* NULL: nobody; none */
    const char *time_value;     /* "2025-11-14", "2025-11"; NULL: the text does not say */
    selon_span source, cue, addressee, via, time;
    const selon_span *content; /* in order, apart from each other, at least one */
    uint32_t content_count;
} ledger_answer;

typedef struct ledger_correction {
    uint64_t id;
    uint64_t statement; /* the same as long as the ledger lives */
    uint64_t text;      /* 0: the ledger has it no longer */
    correction_sort sort;
    unsigned fields;             /* that it says something about: enum correction_field */
    const ledger_answer *was;    /* before; NULL of one that was added */
    const ledger_answer *answer; /* NULL of one that was rejected */
    const char *at;              /* "2025-11-14T09:30:00Z" */
    const char *reader;          /* who; or NULL */
    const char *withdrawn;       /* when; NULL: it stands */
} ledger_correction;

/* ---- acts; `reader` may be NULL, `correction` receives the act's number and may be NULL too ----
 *
 * SELON_ERROR_ARGUMENT, with ledger_message() saying what: a statement that is not
 * there, an answer that cannot be one (a span that ends outside of the text or
 * within a code point, no content, a name that is no UTF-8 or turns the direction of writing ...), or spans and
 * speakers where the ledger keeps no text. */

/* Changes the fields; what else is in `answer` is not looked at. */
int ledger_correct(ledger *l, uint64_t statement, unsigned fields, const ledger_answer *answer, const char *reader,
                   uint64_t *correction);
/* It is none: nobody says anything there. */
int ledger_reject(ledger *l, uint64_t statement, const char *reader, uint64_t *correction);
/* It is right as it is. */
int ledger_confirm(ledger *l, uint64_t statement, const char *reader, uint64_t *correction);
/* One that was missed. */
int ledger_supply(ledger *l, uint64_t text, const ledger_answer *answer, const char *reader, uint64_t *correction,
                  uint64_t *statement);

/* Takes an act back. Withdrawing one that is withdrawn already changes nothing. */
int ledger_withdraw(ledger *l, uint64_t correction);

/* Says, or says no more, that a text's statements are right and none is missing:
 * each is confirmed, and what reading again would add is left out. */
int ledger_check(ledger *l, uint64_t text, bool checked, const char *reader);

/* ---- looking ---- */

typedef struct correction_filter {
    uint64_t statement, text, correction; /* 0: any */
    bool withdrawn;                       /* those, too */
} correction_filter;

/* Returns 0, or anything else to stop; all of it is borrowed until then. */
typedef int (*ledger_take_correction)(const ledger_correction *c, void *payload);

/* In the order in which they were made. */
int ledger_corrections(ledger *l, const correction_filter *filter, ledger_take_correction take, void *payload);

/* Is the text checked? When and by whom, in the arena, or NULL. */
int ledger_is_checked(ledger *l, arena *a, uint64_t text, bool *checked, const char **at, const char **reader);

/* The text that stands at an address now, or the one with this number ("text:12");
 * 0: there is none. */
int ledger_text_at(ledger *l, const char *address, uint64_t *text);

/* A text's bytes, in the arena; NULL where the ledger does not keep them. */
int ledger_text_bytes(ledger *l, arena *a, uint64_t text, const char **bytes, size_t *size);

#endif
