/* SPDX-License-Identifier: Apache-2.0
 *
 * same.h - a group of statements with the same words, as it is shown.
 *
 * The members come in the order in which they were published; the first is who
 * had it first. Each other one is laid beside the earliest member before it that
 * it is linked with, if there is one in quotation marks; what differs is told
 * word by word.
 */
#ifndef SELON_LEDGER_SAME_H
#define SELON_LEDGER_SAME_H

#include "ledger/ledger.h"

typedef enum same_kind {
    SAME_KEPT,    /* as in the other */
    SAME_CHANGED, /* the other has other words here, or none; in quotation marks in both */
    SAME_OTHER,   /* the same, but one of them is not in quotation marks */
    SAME_BESIDE,  /* before, behind, or around what they share */
} same_kind;

/* A piece of a wording, and what the other one has in its place. Either may be
 * NULL. */
typedef struct same_piece {
    same_kind kind;
    const char *words, *was;
    bool joined; /* no space stands before it */
} same_piece;

typedef struct same_member {
    uint64_t id, beside; /* the member it is laid beside; 0: none */
    selon_type type;
    int32_t day; /* YYYYMMDD; 0: not known */
    const char *lang, *speaker, *role;
    bool differently; /* attributed to another name than that of the member beside */
    unsigned changes; /* words inside quotation marks that differ from it */
    const same_piece *pieces;
    size_t piece_count; /* 0: the ledger keeps no text */
    const ledger_appearance *appearances;
    size_t appearance_count;
} same_member;

typedef struct same_group {
    uint64_t id; /* the least of its statements' */
    const same_member *members;
    size_t count, outlets; /* outlets: different ones, as far as they are known */
    unsigned changes;      /* of the member with most */
} same_group;

/* Returns 0, or anything else to stop. What it gets is borrowed for the call. */
typedef int (*same_take)(const same_group *g, void *payload);

typedef struct same_filter {
    uint64_t statement;         /* the group of this one; 0: any */
    const ledger_filter *which; /* groups with one of these statements; NULL: any */
    bool changed;               /* only where words inside quotation marks differ */
    uint64_t limit;             /* 0: none */
} same_filter;

/* Calls `take` for each group, the largest first. A statement that is asked for
 * and is in no group makes one by itself; LEDGER_MISSING where there is none. */
int ledger_same(ledger *l, const same_filter *filter, same_take take, void *payload);

/* ---- written: same_write.c ---- */

typedef struct same_writer same_writer;

/* JSON lines, CSV and terminal; NULL without memory, or for another format. */
same_writer *same_writer_new(const selon_write_options *options, selon_sink sink, void *payload);
int same_writer_take(const same_group *g, void *writer); /* a same_take */
/* Ends it and frees it: SELON_OK, SELON_ERROR_MEMORY, SELON_ERROR_IO. */
int same_writer_end(same_writer *w, uint64_t *count);

#endif
