/* SPDX-License-Identifier: Apache-2.0
 *
 * who.h - people and bodies of a ledger, for those who ask: one with all that is
 * known of it, candidates for a name, corrections, a name authority.
 */
#ifndef SELON_LEDGER_WHO_H
#define SELON_LEDGER_WHO_H

#include "base/arena.h"
#include "ledger/ledger.h"

/* ---- looking: who.c ---- */

typedef struct ledger_person {
    uint64_t id;
    bool body;
    const char *name;  /* the one it has most often */
    const char *role;  /* its last, or NULL */
    const char *ident; /* in the authority, or NULL */
    uint64_t statements, articles;
    int32_t first, last; /* days; 0: not known */
} ledger_person;

/* Returns 0, or anything else to stop. All of it is borrowed until then. */
typedef int (*ledger_take_person)(const ledger_person *p, void *payload);

/* Those who may be meant by `name`, most quoted first; all who are, for NULL.
 * A number is the one with that id. */
int ledger_who(ledger *l, const char *name, uint64_t limit, ledger_take_person take, void *payload);

/* Whoever has all names in memory finds those with some words sooner than they are read: the ids of at most `most`,
 * in an array of so many. Returns how many. */
typedef struct who_index {
    size_t (*find)(const char *words, uint64_t *ids, size_t most, void *payload);
    void *payload;
} who_index;

int ledger_who_indexed(ledger *l, const char *name, uint64_t limit, const who_index *index, ledger_take_person take,
                       void *payload);

typedef enum ledger_fact_sort {
    LEDGER_FACT_NAME,
    LEDGER_FACT_ROLE,
    LEDGER_FACT_OUTLET,
    LEDGER_FACT_SPEAKER
} ledger_fact_sort;

/* A name, role or outlet that one has; with `id`, one of its speakers: the name
 * in one text. */
typedef struct ledger_fact {
    ledger_fact_sort sort;
    uint64_t id; /* of a speaker */
    const char *text;
    const char *role, *outlet, *title; /* of a speaker; or NULL */
    int32_t first, last;               /* 0: not known */
    uint64_t statements, articles;
} ledger_fact;

typedef int (*ledger_take_fact)(const ledger_fact *f, void *payload);

/* What is known of one: names, roles and outlets with most statements first, or
 * its speakers, in order of their days. */
int ledger_person_facts(ledger *l, uint64_t id, ledger_fact_sort sort, uint64_t limit, ledger_take_fact take,
                        void *payload);

/* Its first and last statement; 0: it has none. */
int ledger_person_ends(ledger *l, uint64_t id, uint64_t *first, uint64_t *last);

/* ---- a page about one, and a list of some: who_page.c ---- */

typedef struct who_facts {
    const ledger_fact *items;
    size_t count;
} who_facts;

typedef struct who_statement {
    uint64_t id; /* 0: none */
    int32_t day;
    const char *sentence, *address, *outlet; /* or NULL */
} who_statement;

typedef struct who_page {
    ledger_person person;
    who_facts names, roles, outlets, speakers;
    who_statement first, last;
} who_page;

/* Gathers the page of one, in the arena, which may jump; `speakers`: with all of them. */
int ledger_page(ledger *l, arena *a, const ledger_person *p, bool speakers, who_page *out);

/* Writes a page, or one line of a list; terminal or JSON lines. SELON_OK,
 * SELON_ERROR_MEMORY, or SELON_ERROR_IO when the sink refused. */
int who_write_page(const who_page *page, const selon_write_options *options, selon_sink sink, void *payload);
int who_write_line(const ledger_person *p, const selon_write_options *options, selon_sink sink, void *payload);

/* ---- correcting: correct.c; each in a transaction of its own ---- */

/* Makes one of several. The first id stays. */
int ledger_merge(ledger *l, const uint64_t *ids, size_t count);

/* Makes another one of some of its speakers: each `which` is a speaker's id or
 * one of its names. *out: the new one's id, *moved how many speakers it has. */
int ledger_split(ledger *l, uint64_t id, const char *const *which, size_t count, uint64_t *out, uint64_t *moved);

/* Joins all speakers anew, all but those of whom a person has said who they are. */
int ledger_rejoin(ledger *l);

/* ---- a name authority: authority.c ---- */

/* Takes one line of JSON (docs/ledger.md), within a transaction. SELON_ERROR_INPUT
 * with the message set when it makes no sense. */
int ledger_authority_line(ledger *l, const char *line, size_t size);

#endif
