/* SPDX-License-Identifier: Apache-2.0
 *
 * views.h - what a page shows, before it is a page.
 *
 * A view is plain data in the request's arena: filled from the ledger by a
 * view_*.c, written as JSON by a json_*.c and as HTML by a page_*.c, which
 * therefore cannot say different things. Nothing here knows of HTTP, HTML or
 * JSON.
 *
 * Texts are as the articles have them, unescaped: whatever writes them escapes.
 * Strings are UTF-8, NULL where nothing is known. Days are YYYYMMDD, months
 * YYYYMM, 0 for not known. Spans are bytes of the text that is named beside them.
 */
#ifndef SELON_ROOM_VIEWS_H
#define SELON_ROOM_VIEWS_H

#include "ledger/gender.h"
#include "ledger/same.h"
#include "selon.h"

struct request; /* request.h */

/* ---- statements ---- */

/* Where a statement stands: one version of one article. */
typedef struct view_place {
    uint64_t article;
    const char *address, *outlet, *title, *author, *published, *added;
    bool current; /* the article's last version */
} view_place;

typedef struct view_places {
    const view_place *items; /* first published first */
    size_t count;
} view_places;

typedef struct view_statement {
    uint64_t id, parent; /* parent: the statement in whose content it lies; 0: none */
    selon_type type;
    selon_kind kind;
    bool negated;
    float confidence;
    uint64_t person;         /* who it is over all articles; 0: cannot be told */
    const char *name, *role; /* of the speaker, as in its text */
    size_t speaker;          /* in an article or a reading: index of its speakers; else VIEW_NONE */
    int32_t day, day_end;
    const char *time_value; /* TIMEX3 */
    const char *lang;
    /* The text that the spans are of: in an article or a reading all of it, elsewhere the
     * sentences that the statement stands in. NULL: the ledger keeps no text. Parts that
     * lie outside are empty. A statement that could not be found again in this version of
     * an article has no parts at all (content_count 0). */
    const char *text;
    size_t text_size;
    selon_span sentence; /* within the text */
    selon_span source, cue, addressee, via, time;
    const selon_span *content;
    size_t content_count;
    view_places places;
    size_t repeats; /* other statements with the same words */
    bool corrected; /* a reader has corrected it: this is how it reads now */
} view_statement;

#define VIEW_NONE SIZE_MAX

typedef struct view_statements {
    const view_statement *items;
    size_t count;
} view_statements;

/* ---- an article: view_article.c ---- */

typedef struct view_speaker {
    const char *name, *role;
    uint64_t person;   /* 0: cannot be told */
    size_t statements; /* in this article */
} view_speaker;

typedef struct view_version {
    uint64_t id;
    const char *title, *published, *added;
    bool shown;
} view_version;

/* The same words in another article. */
typedef struct view_echo {
    uint64_t statement; /* of this article */
    uint64_t other;     /* that says the same */
    unsigned changes;   /* words in quotation marks that differ */
    int32_t day;
    const char *name;   /* the speaker it is given there */
    const char *outlet; /* of its first place */
    uint64_t article;   /* of its first place */
    const char *title;  /* of that article */
    selon_type type;
} view_echo;

/* A statement that readers have rejected. */
typedef struct view_rejected {
    uint64_t statement;
    const char *words; /* the first that were said; NULL: the text does not have them */
    const char *at, *reader;
} view_rejected;

typedef struct view_article {
    uint64_t id;
    view_place place; /* of the version shown */
    const char *lang;
    const char *text; /* NULL: not kept */
    size_t text_size;
    const selon_span *paragraphs;
    size_t paragraph_count;
    view_statements statements;   /* in order of the text; `places` of each: where else it stands */
    const view_speaker *speakers; /* those with most statements first */
    size_t speaker_count;
    const view_version *versions; /* oldest first */
    size_t version_count;
    const view_echo *echoes; /* in the order of the statements, then of their days */
    size_t echo_count;
    const view_rejected *rejected; /* the last rejected first */
    size_t rejected_count;
} view_article;

/* One statement, with all that its group says: view_statement.c */
typedef struct view_one {
    view_statement statement; /* its text: the sentences */
    const same_group *group;  /* with itself; NULL: nobody repeats it */
} view_one;

/* ---- searching: view_search.c ---- */

/* What was asked for, as it was written in the address; NULL where nothing was. */
typedef struct view_query {
    const char *q, *who, *role, *outlet, *about, *addressee, *since, *until, *published_since, *published_until, *lang,
        *sort, *min_confidence;
    const char *types[3], *kinds[3]; /* NULL-ended, at most three */
    uint64_t person;                 /* statements of this one alone; 0: any */
    const char *person_name;         /* NULL: there is none, or nobody was asked for */
} view_query;

/* One value of a facet: choosing it adds NAME=VALUE to the query; "person" and the id, where there is one. A month
 * is chosen by since=VALUE&until=VALUE. */
typedef struct view_count {
    const char *value; /* as the query has it: "direct", "fr", "2025-11", "The Courier" */
    const char *label; /* for people, where it is another; else NULL */
    uint64_t id;       /* of a person; else 0 */
    uint64_t count;
} view_count;

typedef struct view_facet {
    const char *name; /* of the query's parameter: "who", "outlet", "type", "kind", "lang", "month" */
    const view_count *items;
    size_t count;
    bool more; /* there are further values */
} view_facet;

typedef struct view_search {
    view_query query;
    uint64_t total;
    bool at_least; /* there are more than `total`, which were not counted */
    view_statements hits;
    const view_facet *facets;
    size_t facet_count;
    const char *next; /* parameter `page` of what follows; NULL: nothing does */
} view_search;

/* ---- suggestions: view_suggest.c ---- */

typedef enum view_suggestion_sort { SUGGEST_PERSON, SUGGEST_BODY, SUGGEST_OUTLET } view_suggestion_sort;

typedef struct view_suggestion {
    view_suggestion_sort sort;
    const char *text;
    const char *more;    /* the role of a person */
    uint64_t id;         /* of a person or body; else 0 */
    uint64_t statements; /* 0: not counted */
} view_suggestion;

typedef struct view_suggestions {
    const char *q;
    const view_suggestion *items;
    size_t count;
} view_suggestions;

/* ---- people: view_person.c, view_people.c ---- */

typedef struct view_fact {
    const char *text;
    int32_t first, last;
    uint64_t statements;
} view_fact;

typedef struct view_facts {
    const view_fact *items;
    size_t count;
    bool more;
    uint64_t of; /* the latest statements, which alone were looked at; 0: all were */
} view_facts;

typedef struct view_month {
    int32_t month; /* YYYYMM */
    uint64_t statements, types[SELON_MIXED + 1];
} view_month;

typedef struct view_months {
    const view_month *items; /* in order; those without statements are not there */
    size_t count;
} view_months;

/* A claim that was repeated. */
typedef struct view_claim {
    uint64_t statement; /* the first to say it; its page has all of the group */
    const char *words;  /* as it was first said */
    int32_t first, last;
    size_t statements, outlets;
    unsigned changes; /* of the wording that differs most */
} view_claim;

typedef struct view_someone {
    uint64_t id;
    bool body; /* no person */
    const char *name, *role, *ident;
    uint64_t statements, articles;
    int32_t first, last;
} view_someone;

typedef struct view_person {
    view_someone who;
    view_facts names, roles, outlets; /* most statements first */
    view_facts addressees;            /* as the texts have them, of the latest statements alone */
    view_months months;
    view_search statements; /* filtered by the query, its `person` set */
    const view_claim *claims;
    size_t claim_count;
} view_person;

typedef struct view_people {
    const char *q;
    const view_someone *items; /* most quoted first */
    size_t count;
} view_people;

/* ---- comparison: view_compare.c ---- */

typedef struct view_shared {
    view_statement left, right;
    unsigned changes;
} view_shared;

typedef struct view_compare {
    const char *by;           /* "outlet" or "who"; NULL: nothing was asked yet */
    const char *left, *right; /* names, as asked for */
    const char *about;        /* the topic; NULL: any */
    const char *since, *until;
    uint64_t left_total, right_total;
    const view_shared *shared; /* what both have: the same statement or the same words */
    size_t shared_count;
    uint64_t shared_total;                 /* there are */
    view_statements only_left, only_right; /* newest first */
    bool more;                             /* not all was looked at or not all is shown */
} view_compare;

/* ---- overview: view_overview.c ---- */

typedef struct view_ranked {
    const char *name;
    uint64_t person; /* of a speaker; 0: a name */
    gender gender;   /* of a speaker */
    uint64_t statements;
} view_ranked;

typedef struct view_overview {
    view_query query;
    uint64_t articles, statements, people; /* of the query */
    uint64_t ledger_articles, ledger_texts, ledger_people;
    uint64_t types[SELON_MIXED + 1], kinds[SELON_THOUGHT + 1];
    const view_ranked *speakers;
    size_t speaker_count;
    const view_ranked *outlets;
    size_t outlet_count;
    view_months months;
    bool genders_known; /* false: still being counted, or not for this query */
    uint64_t gender_statements[GENDERS], gender_speakers[GENDERS];
} view_overview;

/* ---- a text read now: view_read.c ---- */

/* What was given, to be given again when it is to be kept. */
typedef struct view_given {
    const char *text; /* NULL: it was an address, */
    const char *seen; /* and this is the mark of the text that was found there */
    const char *address, *title, *author, *date, *outlet, *lang;
    const char *format; /* "text", "html"; NULL: whatever it is */
    bool lost;          /* its bytes are no text that a form could bring back */
} view_given;

typedef struct view_reading {
    bool read;    /* false: nothing was given yet, the form alone */
    bool changed; /* it was to be kept, but the page is another by now */
    view_given given;
    const char *address; /* that it is from, or NULL */
    const char *title, *author, *date, *outlet, *lang;
    const char *text;
    size_t text_size;
    const selon_span *paragraphs;
    size_t paragraph_count;
    view_statements statements;
    const view_speaker *speakers;
    size_t speaker_count;
    const char *const *warnings;
    size_t warning_count;
    bool writable; /* it can be kept */
} view_reading;

/* What became of an article that was kept. */
typedef struct view_kept {
    uint64_t article;
    int outcome; /* a ledger_outcome */
    uint32_t statements;
} view_kept;

/* ---- what went wrong ---- */

typedef struct view_problem {
    int status;         /* of HTTP */
    const char *code;   /* "not-found", "bad-parameter" ...: of route.h; names a word of the interface, too */
    const char *detail; /* for people, in English; or NULL */
    const char *name;   /* of the parameter it is about; or NULL */
} view_problem;

/* ---- filling them: each returns 0, or the status it has set by request_fail() ---- */

int view_article_make(struct request *q, const void **view);
int view_one_make(struct request *q, const void **view);
int view_search_make(struct request *q, const void **view);
int view_suggestions_make(struct request *q, const void **view);
int view_person_make(struct request *q, const void **view);
int view_person_statements_make(struct request *q, const void **view); /* a view_search */
int view_people_make(struct request *q, const void **view);
int view_compare_make(struct request *q, const void **view);
int view_overview_make(struct request *q, const void **view);
int view_reading_make(struct request *q, const void **view);

#endif
