/* SPDX-License-Identifier: Apache-2.0
 *
 * census.h - all statements in memory, a few bytes each: what is counted.
 *
 * The index finds a query's statements in a moment; counting them by speaker,
 * outlet, month and type, and putting the newest first, would look up a row on
 * the disk for each. So the numbers that are counted stand in memory, 40 bytes a
 * statement, and only the twenty that are shown are read from the file.
 *
 * A census is made by a thread of its own, from one state of the ledger, and
 * never changed; after the ledger has, another one takes its place. Those who
 * are counting with the old one finish with it.
 */
#ifndef SELON_ROOM_CENSUS_H
#define SELON_ROOM_CENSUS_H

#include <pthread.h>
#include <stdatomic.h>

#include "ledger/gender.h"
#include "ledger/inside.h"

#define REPEATS_MOST UINT16_MAX
#define LANGS_MOST 255

typedef struct census_row {
    uint32_t id;
    int32_t day, day_end; /* 0: not known; the same */
    uint32_t text;        /* index of texts */
    uint32_t person;      /* entity; 0: none */
    uint32_t name;        /* 0: nobody */
    uint32_t group;       /* leader of those with the same words; 0: none */
    uint16_t confidence;
    uint8_t type, kind;
    uint8_t lang;     /* index of langs */
    uint8_t marks;    /* ROW_... */
    uint16_t repeats; /* others with the same words; REPEATS_MOST: so many or more */
} census_row;

#define ROW_ADDRESSED 1 /* somebody is addressed */
#define ROW_ABSENT 2    /* it is absent from a later text of its family */

/* The places of a text's statements: [first, end) of places. */
typedef struct census_text {
    uint32_t id, first, end;
    bool lacks; /* some of its statements are ROW_ABSENT */
} census_text;

typedef struct census_place {
    uint32_t text, article, outlet; /* ids; outlet 0: none */
    int32_t day;                    /* it was published */
} census_place;

/* A name that is looked for by the beginnings of its words. */
typedef struct census_name {
    const char *word; /* folded, and what follows it in the name */
    const char *name;
    uint32_t id;         /* of a person or body, or of an outlet */
    uint32_t statements; /* 0: of outlets, and of those who are in the authority alone */
    uint8_t sort;        /* a view_suggestion_sort */
} census_name;

/* Those with the same words: what a list of them says. */
typedef struct census_group {
    uint32_t leader;
    uint32_t first; /* index of rows: the one that was published first */
    uint32_t statements, outlets, changes;
    int32_t day, last; /* of the first and of the last with a day; 0: none has one */
} census_group;

typedef struct census_absence {
    uint32_t statement, text;
} census_absence;

/* Rows of one text that stand one after the other in time, up to the next run. */
typedef struct census_run {
    uint32_t from; /* its first place in time */
    uint32_t text; /* index of texts */
    uint32_t outlet,
        article; /* where the text stands; article RUN_MANY: outlet is the index of the first of stands, or */
                 /* RUN_MANY, too, where these are more than a few */
} census_run;
#define RUN_MANY UINT32_MAX

/* One of the places where a text stands; article RUN_MANY ends them. */
typedef struct census_stand {
    uint32_t outlet, article; /* outlet 0: none, or it is that of one before */
} census_stand;

typedef struct census_month {
    int32_t month; /* YYYYMM */
    uint32_t from; /* its first place in time, up to the next month */
} census_month;

/* All rows in the order of their days, those without one first, of one day by id: census_time.c. A place in time is
 * an index of this order. Sets have a bit for each; those that nothing is in are NULL. */
typedef struct census_time {
    uint32_t *rows;        /* by place: index of rows */
    uint32_t *places;      /* the other way round */
    uint32_t *speaker;     /* by place: index of speakers */
    uint32_t *speakers;    /* pick_speaker(), the one with most statements first, from 1 on; 0: nobody */
    uint16_t *confidences; /* by place */
    uint32_t *spans;       /* places of those that are of several days */
    census_run *runs;      /* the last one ends them */
    census_stand *stands;  /* of runs */
    uint32_t *lacks;       /* places of rows that are ROW_ABSENT */
    census_month *months;  /* so does the last one here */
    uint64_t *types[4], *kinds[4], **langs;
    uint32_t dated; /* the first place with a day */
    uint32_t speaker_count, span_count, run_count, lack_count, month_count;
} census_time;

typedef struct census {
    arena *arena; /* holds this structure too */
    atomic_uint users;
    ledger_totals totals;
    census_row *rows; /* by id */
    uint32_t count;
    census_text *texts; /* by id */
    uint32_t text_count;
    census_place *places; /* by family, then text */
    uint32_t place_count;
    uint32_t article_most;    /* the greatest id */
    census_absence *absences; /* sorted */
    uint32_t absence_count;
    char (*langs)[8];
    uint32_t lang_count;
    uint32_t *person_first; /* by person: [person_first[p], person_first[p + 1]) of person_rows */
    uint32_t *person_rows;  /* indexes of rows */
    uint32_t person_most;   /* the greatest */
    uint32_t people;        /* with statements */
    uint32_t *outlet_first; /* by outlet, as by person; a row that its version there lacks is in it, too */
    uint32_t *outlet_rows;
    census_group *groups; /* by leader */
    uint32_t group_count;
    uint32_t outlet_most; /* the greatest */
    census_name *names;   /* by word */
    uint32_t name_count;
    uint32_t name_most;                       /* the greatest id of a name that speaks */
    _Atomic(struct census_genders *) genders; /* NULL: not counted yet */
    uint64_t serial;
    struct counted_cache *cache; /* counted.h; or NULL */
    struct matched *matched;     /* matched.h; or NULL */
    census_time time;
} census;

/* Each a gender. */
typedef struct census_genders {
    uint8_t *people;   /* by person */
    uint8_t *speakers; /* by number of time.speakers */
    uint8_t *names;    /* by name, of those who are no person of many texts */
} census_genders;

/* Makes one of the ledger as it is. */
int census_make(census **out, ledger *l);

/* Looks up who is a woman and who is a man, which takes long: all texts are read. */
int census_count_genders(census *c, ledger *l);

/* People and names are there; speakers follow from them. For census.c, within the arena, which may jump. */
void census_put_genders(census *c, arena *a, census_genders *g);

/* Takes them over from an older one, until they are counted again. */
int census_take_genders(census *c, const census *old);

void census_release(census *c);

/* The row of a statement; NULL: it has none. */
const census_row *census_find(const census *c, uint64_t id);

/* What is known of a group; NULL: there is none with that leader. */
const census_group *census_find_group(const census *c, uint32_t leader);

#define CENSUS_FOUND 256

/* Those who have a name with all of these words, most statements first: census_names.c. Ids of at most `most`. */
size_t census_find_people(const census *c, const char *words, uint64_t *ids, size_t most);

/* The first name whose word is not before this one. */
uint32_t census_first_name(const census *c, const char *word);

/* For census_make(): census_order.c. Within the arena, which may jump. */
void census_by_person(census *c);
void census_by_outlet(census *c);
int census_by_group(census *c, ledger *l);
int census_by_time(census *c); /* census_time.c */

/* Is the row's statement absent from this later text? */
bool census_is_absent(const census *c, const census_row *row, uint32_t text);

/* ---- keeping it: census_taker.c ---- */

struct room;
typedef struct census_taker census_taker;

int census_taker_begin(census_taker **out, struct room *r, ledger_words *why);
void census_taker_end(census_taker *t);

/* The census of now, or of a moment ago; to be released. */
census *census_use(census_taker *t);

/* The ledger has changed: look soon; or look, and wait until that is done, a second at most. */
void census_wake(census_taker *t);
void census_renew(census_taker *t);

#endif
