/* SPDX-License-Identifier: Apache-2.0
 *
 * entity.h - the people and bodies of a ledger: the tables they are in, and who
 * is put where.
 *
 * An entity is what speakers of several texts are together. Its row says only
 * that there is one; what is known of it are `traits`, summed up from its
 * speakers: the names and roles they have, the outlets they are quoted in, each
 * with its first and last day. A speaker's entity is a row of `identities`; a
 * speaker without such a row is one of whom it cannot be told.
 */
#ifndef SELON_LEDGER_ENTITY_H
#define SELON_LEDGER_ENTITY_H

#include "ledger/inside.h"
#include "ledger/person.h"
#include "ledger/role.h"

/* traits.sort */
enum { TRAIT_NAME, TRAIT_ROLE, TRAIT_WHERE, TRAIT_ALIAS };

#define JOIN_SQL(X) \
    X(TEXT, \
      "select t.hash, t.lang, t.read_date, (select a.outlet from versions v join articles a on a.id = v.article " \
      "where v.text = t.id order by v.id limit 1) from texts t where t.id = ?1") \
    X(SPEAKERS, "select k.id, k.name, k.role, n.name, r.name, s.statements, s.day " \
                "from (select speaker, count(*) as statements, min(day) as day from statements where text = ?1 " \
                "and speaker is not null group by speaker) s cross join speakers k on k.id = s.speaker " \
                "join names n on n.id = k.name left join roles r on r.id = k.role " \
                "where k.text = ?1 and not exists (select 1 from identities i where i.speaker = k.id) order by k.id") \
    X(VARIANTS, "select n.id, n.name from variants v join names n on n.id = v.name where v.speaker = ?1") \
    X(VARIANT_ADD, "insert or ignore into variants (speaker, name) values (?1, ?2)") \
    X(PIN_GET, "select entity from pins where hash = ?1 and name = ?2") \
    X(PIN_ANY, "select 1 from pins limit 1") \
    X(PIN_SET, "insert into pins (hash, name, entity) values (?1, ?2, ?3) " \
               "on conflict (hash, name) do update set entity = excluded.entity") \
    X(PINS_MOVE, "update pins set entity = ?2 where entity = ?1") \
    X(ENTITY_GET, "select body from entities where id = ?1") \
    X(ENTITY_ADD, "insert into entities (id, body) values (?1, ?2)") \
    X(ENTITY_DROP, "delete from entities where id = ?1") \
    X(KEY_FIND, "select entity from entity_keys where key = ?1 >> 32 order by entity limit ?2") \
    X(KEY_ADD, "insert or ignore into entity_keys (key, entity) values (?1 >> 32, ?2)") \
    X(KEY_DROP, "delete from entity_keys where key = ?1 >> 32 and entity = ?2") \
    X(TRAIT_GET, "select first, last from traits where entity = ?1 and sort = ?2 and value = ?3") \
    X(TRAIT_IS_THERE, "select 1 from traits where entity = ?1 and sort = ?2 and value between ?3 and ?4 limit 1") \
    X(LANGUAGE_IS_THERE, "select 1 from traits where entity = ?1 and sort = 2 and value % 65536 = ?2 limit 1") \
    X(TRAIT_ADD, "insert into trait_rows (entity, sort, value, first, speakers, statements) " \
                 "values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (entity, sort, value) do update set " \
                 "first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)), " \
                 "last = nullif(max(coalesce(last, first, excluded.first), coalesce(excluded.first, last, first)), " \
                 "min(coalesce(first, excluded.first), coalesce(excluded.first, first))), " \
                 "speakers = speakers + excluded.speakers, statements = statements + excluded.statements") \
    X(TRAITS_NAMES, "select t.sort, t.value, n.name, t.first, t.last from traits t join names n on n.id = t.value " \
                    "where t.entity = ?1 and t.sort in (0, 3) order by t.speakers desc, t.value limit ?2") \
    X(NAMES_ALL, "select t.entity, n.name from traits t join names n on n.id = t.value where t.sort in (0, 3)") \
    X(TRAITS_ROLES, "select t.sort, t.value, r.name, t.first, t.last from traits t join roles r on r.id = t.value " \
                    "where t.entity = ?1 and t.sort = 1 order by t.speakers desc, t.value limit ?2") \
    X(TRAITS_PLACES, "select value from traits where entity = ?1 and sort = 2 order by speakers desc, value limit ?2") \
    X(TRAITS_DROP, "delete from trait_rows where entity = ?1") \
    X(TRAITS_MAKE, \
      "insert into trait_rows (entity, sort, value, first, last, speakers, statements) " \
      "select ?1, x.sort, x.value, min(x.day), nullif(max(x.day), min(x.day)), count(*), sum(x.statements) from (" \
      "select 0 as sort, k.name as value, i.day, i.statements from identities i " \
      "join speakers k on k.id = i.speaker where i.entity = ?1 " \
      "union all select 1, k.role, i.day, i.statements from identities i " \
      "join speakers k on k.id = i.speaker where i.entity = ?1 and k.role is not null " \
      "union all select 2, i.place, i.day, i.statements from identities i where i.entity = ?1 " \
      "union all select 3, v.name, i.day, i.statements from identities i " \
      "join variants v on v.speaker = i.speaker where i.entity = ?1) x group by 2, 3") \
    X(IDENTITY_ADD, "insert into identities (speaker, entity, day, statements, place) " \
                    "values (?1, ?2, ?3, ?4, ?5)") \
    X(IDENTITIES_MOVE, "update identities set entity = ?2 where entity = ?1") \
    X(IDENTITY_MOVE, "update identities set entity = ?2 where speaker = ?1") \
    X(IDENTITY_GET, "select entity from identities where speaker = ?1") \
    X(IDENTITIES_OF, "select i.speaker, t.hash, n.name, k.name from identities i join speakers k on k.id = i.speaker " \
                     "join texts t on t.id = k.text join names n on n.id = k.name where i.entity = ?1 " \
                     "order by i.speaker") \
    X(ENTITY_BEFORE, "select b.entity from temp.identities_before b where b.speaker = ?1 " \
                     "and not exists (select 1 from entities e where e.id = b.entity)") \
    X(TEXT_AFTER, "select id from texts where id > ?1 order by id limit 1") \
    X(AUTHORITY_AFTER, "select entity from authorities where entity > ?1 order by entity limit 1") \
    X(AUTHORITY_OF, "select entity from authorities where entity = ?1") \
    X(AUTHORITY_BY_IDENT, "select entity from authorities where ident = ?1") \
    X(AUTHORITY_ADD, "insert into authorities (entity, ident) values (?1, ?2)") \
    X(AUTHORITY_MOVE, "update authorities set entity = ?2 where entity = ?1") \
    X(AUTHORITY_WORD_ADD, "insert or ignore into authority_words (entity, sort, lang, text) values (?1, ?2, ?3, ?4)") \
    X(AUTHORITY_WORDS_DROP, "delete from authority_words where entity = ?1") \
    X(AUTHORITY_WORDS_MOVE, "update authority_words set entity = ?2 where entity = ?1") \
    X(AUTHORITY_NAMES, \
      "select text, sort from authority_words where entity = ?1 and sort < 2 order by sort, lang, text") \
    X(AUTHORITY_ROLES, "select text from authority_words where entity = ?1 and sort = 2 order by lang, text")

typedef enum join_sql {
#define X(name, sql) JOIN_##name,
    JOIN_SQL(X)
#undef X
        JOIN_COUNT_OF
} join_sql;

typedef struct known known; /* below */
#define KNOWN_MOST 65536
enum { PINS_UNASKED, PINS_NONE, PINS_SOME };

/* What joining needs beside the ledger; made when it is first needed. */
struct joiner {
    namebook *book;
    bool again; /* all is being joined anew, and the numbers of before are to be kept */
    int pins;   /* are there any? */
    arena *known_arena;
    known *known[KNOWN_MOST]; /* by number of entity */
    sqlite3_stmt *sql[JOIN_COUNT_OF];
};

/* The ledger's; NULL without memory, with the message set. */
struct joiner *ledger_joiner(ledger *l);
void joiner_reset(ledger *l); /* after a failure */
void joiner_free(ledger *l);

/* As ledger_sql_get(). */
sqlite3_stmt *join_sql_get(ledger *l, join_sql which);
/* The first column of the one row, 0 for none; resets. */
int join_number(ledger *l, sqlite3_stmt *s, int64_t *out);

/* Has the entity a trait of this sort with a value in [from, to]? */
int entity_has_trait(ledger *l, int64_t entity, int sort, int64_t from, int64_t to, bool *out);
/* A column's text in the arena, without jumping; false without memory. */
bool column_copy(arena *a, sqlite3_stmt *s, int column, const char **out);

/* ---- a speaker, and what is known of an entity ---- */

#define SPEAKER_NAMES 4

/* A speaker of one text, to be given an entity. */
typedef struct join_speaker {
    int64_t id, name, role; /* rows; role 0: none */
    const char *name_text, *role_text;
    int64_t statements;
    int32_t day;        /* 0: not known */
    person_name *names; /* its own, then those it is also called by in the text */
    int64_t name_ids[SPEAKER_NAMES];
    const char *texts[SPEAKER_NAMES]; /* of the names */
    size_t name_count;
    struct role r;
    bool parsed_role;
} join_speaker;

#define PROFILE_NAMES 24
#define PROFILE_ROLES 24

typedef struct profile {
    int64_t entity;
    person_name names[PROFILE_NAMES];
    const char *texts[PROFILE_NAMES]; /* of the names, as written */
    size_t name_count;
    struct {
        struct role r;
        int32_t first, last;
    } roles[PROFILE_ROLES];
    size_t role_count;
    int32_t first, last; /* days; 0: not known */
} profile;

/* In two steps, since most are told apart by their names alone. */
int profile_names(ledger *l, arena *a, int64_t entity, profile *out);
int profile_roles(ledger *l, arena *a, profile *out);

/* The rows of JOIN_TRAITS_NAMES or JOIN_TRAITS_ROLES of an entity. */
typedef struct trait_row {
    const char *text;
    int64_t value;
    int32_t first, last;
    int sort;
} trait_row;
int traits_read(ledger *l, arena *a, join_sql which, int64_t entity, size_t most, trait_row *rows, size_t *count);

/* ---- known.c ---- */

#define KNOWN_PLACES 256

typedef struct known_name {
    person_name name;
    int64_t value;
    int sort;
} known_name;

typedef struct known_role {
    struct role r;
    int64_t value;
    int32_t first, last;
} known_role;

/* What is known of an entity; roles and places when they were asked for. */
struct known {
    int64_t entity;
    VEC(known_name) names;
    VEC(known_role) roles;
    VEC(int64_t) places;
    int32_t first, last; /* days; 0: not known */
    bool has_roles, has_places, more_places;
};

/* The arena in which all of that is, to be entered with setjmp() before any of it
 * is asked for; NULL without memory. What was got before is gone. */
arena *known_enter(ledger *l);

int known_get(ledger *l, int64_t entity, known **out);
int known_roles(ledger *l, known *k);
int known_places(ledger *l, known *k);
bool known_has_name(const known *k, int sort, int64_t value);

/* A new entity, of which nothing is written yet. */
known *known_new(ledger *l, int64_t entity);
/* The speaker was made one of the entity's. */
void known_took(ledger *l, known *k, const join_speaker *speaker, int64_t place);
/* Traits or pins were changed otherwise. */
void known_forget(ledger *l);

/* Where an article is from, as one number: its outlet and its language. */
int64_t place_of(int64_t outlet, const char *lang);
#define PLACE_LANGUAGES 65536

/* ---- changing ---- */

/* A new entity; `id` 0 for a number of its own. */
int entity_make(ledger *l, int64_t id, bool body, int64_t *out);

/* The keys that a name is found by; `place` counts for bodies that each country has. */
#define NAME_KEYS (PERSON_KEYS + 2)
size_t name_keys(const namebook *b, const person_name *n, int64_t place, int64_t out[NAME_KEYS]);

/* Makes the speaker one of the entity's, of which that is known. */
int entity_take(ledger *l, known *of, const join_speaker *k, int64_t place);

/* Traits and keys anew, from the speakers and, where it is of an authority, from that. */
int entity_refresh(ledger *l, arena *a, int64_t entity);

/* Keeps for good that these speakers are the entity's, whatever is read anew. */
int entity_pin(ledger *l, arena *a, int64_t entity);

/* ---- who.c ---- */

#define OTHER_NAMES 16

/* The names, folded, of the one who alone is meant by `name`, as far as nobody
 * else is called so; none where several may be meant. */
int who_names(ledger *l, arena *a, const char *name, const char *out[OTHER_NAMES], size_t *count);

/* ---- entity_join.c ---- */

/* Only whole names, or only bare ones: */
int join_text_part(ledger *l, arena *a, int64_t text, bool whole, bool bare);

/* Gives the text's speakers, as far as they have none, an entity where it can be
 * told which. Within a transaction. */
int join_text(ledger *l, arena *a, int64_t text);

/* The same of a text that was just written, with what is known of it. */
typedef struct join_new {
    int64_t text, outlet;
    const uint8_t *hash;
    const char *lang, *read_date;
    join_speaker *speakers; /* id, name, role, their texts, statements, day */
    size_t speaker_count;
} join_new;
int join_text_new(ledger *l, arena *a, const join_new *t);

/* ---- entity_variants.c ---- */

/* Keeps what else a speaker is called in its text: the acronym of a name, the
 * name of an acronym. `id` is its row. */
int join_note_variants(ledger *l, arena *a, const selon_document *doc, size_t speaker, int64_t id);

#endif
