/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.c - the tables, and the way to them from older ones.
 *
 * The file's user_version is the number of steps that were taken. A change of
 * the tables is one more step at the end of the list; a step that a release has
 * made is never changed again. docs/ledger.md explains the tables; how they
 * came to be so:
 *
 *   - A statement belongs to a text, not to an article: the agency's text in ten
 *     papers has its statements once. An article is a place (`articles`), what
 *     stood there when is a version (`versions`), and that is a text.
 *   - Texts that are near-copies or versions of each other are a family, known
 *     by the first of them. A statement is in the family once, in the text that
 *     had it first; it is in the later texts too, unless `absent` says not.
 *   - Nothing is written twice that can be read from the text: a statement's
 *     words are places in it.
 */
#include <string.h>

#include "ledger/adding.h"
#include "ledger/marks.h"

/* What rows.c looks rows up by, of all that are there. */
#define FILL_HASHES \
    "insert or ignore into hashes (hash, id) select row_hash(1, name), id from names union all " \
    "select row_hash(2, name), id from roles union all " \
    "select row_hash(3, address), id from articles where address is not null order by 1, 2;" \
    "insert or ignore into languages select distinct lang from texts where lang is not null;"

static const char *const steps[] = {
    /* 1 */
    "create table outlets (id integer primary key, name text not null unique) strict;"
    "create table names (id integer primary key, name text not null unique) strict;"
    "create table roles (id integer primary key, name text not null unique) strict;"
    "create table engines (id integer primary key, name text not null unique) strict;"
    "create table texts ("
    "  id integer primary key,"
    "  family integer not null references texts (id),"
    "  hash blob not null unique,"
    "  size integer not null,"
    "  body blob,"
    "  lang text,"
    "  read_date text,"
    "  engine integer not null references engines (id)"
    ") strict;"
    "create index texts_lang on texts (lang);"
    "create index texts_family on texts (family) where family <> id;"
    "create table articles ("
    "  id integer primary key,"
    "  address text unique,"
    "  outlet integer references outlets (id)"
    ") strict;"
    "create index articles_outlet on articles (outlet) where outlet is not null;"
    "create table versions ("
    "  id integer primary key,"
    "  article integer not null references articles (id),"
    "  text integer not null references texts (id),"
    "  title text,"
    "  author text,"
    "  published text,"
    "  added text not null"
    ") strict;"
    "create index versions_article on versions (article);"
    "create index versions_text on versions (text);"
    "create table sketches (hash integer not null, text integer not null, primary key (hash, text))"
    "  without rowid, strict;"
    "create table speakers ("
    "  id integer primary key,"
    "  text integer not null references texts (id),"
    "  name integer not null references names (id),"
    "  role integer references roles (id),"
    "  mentions blob not null"
    ") strict;"
    "create index speakers_text on speakers (text);"
    "create table statements ("
    "  id integer primary key autoincrement,"
    "  text integer not null references texts (id),"
    "  speaker integer references speakers (id),"
    "  type integer not null,"
    "  kind integer not null,"
    "  negated integer not null,"
    "  confidence integer not null,"
    "  day integer,"
    "  day_end integer,"
    "  said text,"
    "  parent integer references statements (id),"
    "  key integer not null,"
    "  places blob not null"
    ") strict;"
    "create index statements_text on statements (text, speaker);"
    "create index statements_parent on statements (parent) where parent is not null;"
    "create index statements_day on statements (day) where day is not null;"
    "create table absent ("
    "  statement integer not null references statements (id),"
    "  text integer not null references texts (id),"
    "  primary key (statement, text)"
    ") without rowid, strict;"
    "create table marks (bucket integer primary key, entries blob not null) strict;"
    "create table mark_runs (id integer primary key, entries blob not null) strict;"
    "create table links ("
    "  one integer not null references statements (id),"
    "  other integer not null references statements (id),"
    "  changes integer not null,"
    "  primary key (one, other)"
    ") without rowid, strict;"
    "create index links_other on links (other);"
    "create index links_changed on links (one) where changes > 0;"
    "create table grouped ("
    "  statement integer primary key references statements (id),"
    "  leader integer not null references statements (id)"
    ") strict;"
    "create index grouped_leader on grouped (leader);"
    "create table fetched ("
    "  address text primary key,"
    "  etag text,"
    "  modified text,"
    "  mark integer,"
    "  at text not null"
    ") without rowid, strict;"
    "create table forms (form text not null, lang text not null, stem text not null, primary key (form, lang, stem))"
    "  without rowid, strict;"
    "create index forms_stem on forms (stem, lang);"
    "create virtual table words using fts5 (content, who, role, addressee, via,"
    "  content='', columnsize=0, tokenize='unicode61 remove_diacritics 2');"
    "insert into words (words, rank) values ('hashsize', 4194304);" /* so that a transaction is one segment */
    /* Who is who: entity.h. */
    "create table entities (id integer primary key autoincrement, body integer not null) strict;"
    "create table identities ("
    "  speaker integer primary key references speakers (id),"
    "  entity integer not null references entities (id),"
    "  day integer,"
    "  statements integer not null,"
    "  place integer not null"
    ") strict;"
    "create index identities_entity on identities (entity, day, statements);"
    "create table traits ("
    "  entity integer not null references entities (id),"
    "  sort integer not null,"
    "  value integer not null,"
    "  first integer,"
    "  last integer,"
    "  speakers integer not null,"
    "  statements integer not null,"
    "  primary key (entity, sort, value)"
    ") without rowid, strict;"
    "create table entity_keys (key integer not null, entity integer not null, primary key (key, entity))"
    "  without rowid, strict;"
    "create table variants ("
    "  speaker integer not null references speakers (id),"
    "  name integer not null references names (id),"
    "  primary key (speaker, name)"
    ") without rowid, strict;"
    "create table pins (hash blob not null, name text not null, entity integer not null, primary key (hash, name))"
    "  without rowid, strict;"
    "create table authorities (entity integer primary key references entities (id), ident text not null unique) strict;"
    "create table authority_words ("
    "  entity integer not null references authorities (entity),"
    "  sort integer not null,"
    "  lang text not null,"
    "  text text not null,"
    "  primary key (entity, sort, lang, text)"
    ") without rowid, strict;"
    /* What readers say: correction.h, ruling.h. */
    "create table answers ("
    "  id integer primary key,"
    "  type integer not null,"
    "  kind integer not null,"
    "  negated integer not null,"
    "  name text,"
    "  role text,"
    "  said text,"
    "  places blob not null"
    ") strict;"
    "create table corrections ("
    "  id integer primary key autoincrement,"
    "  hash blob not null,"
    "  statement integer not null,"
    "  sort integer not null,"
    "  fields integer not null,"
    "  was integer references answers (id),"
    "  answer integer references answers (id),"
    "  at text not null,"
    "  reader text,"
    "  withdrawn text"
    ") strict;"
    "create index corrections_hash on corrections (hash);"
    "create index corrections_statement on corrections (statement);"
    "create table checked (hash blob primary key, at text not null, reader text) without rowid, strict;"
    "create table overruled ("
    "  statement integer primary key,"
    "  home integer not null references texts (id),"
    "  text integer references texts (id),"
    "  speaker integer references speakers (id),"
    "  type integer,"
    "  kind integer,"
    "  negated integer,"
    "  confidence integer,"
    "  day integer,"
    "  day_end integer,"
    "  said text,"
    "  parent integer,"
    "  key integer,"
    "  places blob,"
    "  absent text"
    ") strict;"
    "create index overruled_home on overruled (home);"
    "create trigger speakers_gone before delete on speakers begin"
    "  delete from identities where speaker = old.id;"
    "  delete from variants where speaker = old.id;"
    "end;"
    "create trigger identities_gone after delete on identities begin"
    "  update traits set speakers = speakers - 1, statements = statements - old.statements"
    "  where entity = old.entity and (sort = 0 and value = (select name from speakers where id = old.speaker)"
    "    or sort = 1 and value = (select role from speakers where id = old.speaker)"
    "    or sort = 2 and value = old.place"
    "    or sort = 3 and value in (select name from variants where speaker = old.speaker));"
    "end;",
    /* 2: runs of marks take half the room; those that are there stay as they are (mark_store.c). */
    "alter table mark_runs add column form integer not null default 0;",
    /* 3: a text's days instead of each statement's, in an index; a form's stem is looked up by the stem alone. */
    "create table days (day integer not null, text integer not null references texts (id), primary key (day, text))"
    "  without rowid, strict;"
    "insert into days select distinct day, text from statements where day is not null order by 1, 2;"
    "drop index statements_day;"
    "create table forms_now ("
    "  form text not null,"
    "  lang text not null,"
    "  stem text not null,"
    "  irregular integer not null,"
    "  primary key (stem, lang, form)"
    ") without rowid, strict;"
    "insert into forms_now (form, lang, stem, irregular) select form, lang, stem, is_irregular(form, lang, stem)"
    "  from forms order by stem, lang, form;"
    "drop table forms;"
    "alter table forms_now rename to forms;"
    "create index forms_irregular on forms (form, lang) where irregular <> 0;",
    /* 4: nothing twice that is long: names, roles and addresses are found by hashes of them; keys are of four bytes; a
     * form has its stem by a mark, a trait its last day if it is another than the first; indexes go that hardly anything asked. */
    "create table hashes (hash integer not null, id integer not null, primary key (hash, id)) without rowid, strict;"
    "create table languages (lang text primary key) without rowid, strict;"
    "create table now (id integer primary key, name text not null) strict;"
    "insert into now select id, name from names order by id;"
    "drop table names;"
    "alter table now rename to names;"
    "create table now (id integer primary key, name text not null) strict;"
    "insert into now select id, name from roles order by id;"
    "drop table roles;"
    "alter table now rename to roles;"
    "create table now (id integer primary key, address text, outlet integer references outlets (id)) strict;"
    "insert into now select id, address, outlet from articles order by id;"
    "drop table articles;"
    "alter table now rename to articles;"
    "create table now (key integer not null, entity integer not null, primary key (key, entity)) without rowid, strict;"
    "insert or ignore into now select key >> 32, entity from entity_keys order by 1, 2;"
    "drop table entity_keys;"
    "alter table now rename to entity_keys;"
    "create table now ("
    "  form text not null,"
    "  lang text not null,"
    "  stem text not null,"
    "  irregular integer not null,"
    "  primary key (stem, lang, form)"
    ") without rowid, strict;"
    "insert into now (form, lang, stem, irregular) select iif(irregular, form, " FORM_SHORT(
        "form",
        "stem") "),"
                "  lang, stem, irregular from forms order by 3, 2, 1;"
                "drop table forms;"
                "alter table now rename to forms;"
                "create index forms_irregular on forms (form, lang) where irregular <> 0;"
                "insert into words (words, rank) values ('pgsz', 8140);" /* two to a page of the file */
                "insert into words (words, rank) values ('automerge', 0);" /* sixteen pieces at once, not four and again four */
                "drop trigger identities_gone;"
                "create table trait_rows ("
                "  entity integer not null references entities (id),"
                "  sort integer not null,"
                "  value integer not null,"
                "  first integer,"
                "  last integer," /* null: the same as the first */
                "  speakers integer not null,"
                "  statements integer not null,"
                "  primary key (entity, sort, value)"
                ") without rowid, strict;"
                "insert into trait_rows (entity, sort, value, first, last, speakers, statements)"
                "  select entity, sort, value, first, nullif(last, first), speakers, statements from traits order by "
                "1, 2, 3;"
                "drop table traits;"
                "create view traits as select entity, sort, value, first, coalesce(last, first) as last, speakers, "
                "statements"
                "  from trait_rows;"
                "create trigger identities_gone after delete on identities begin"
                "  update trait_rows set speakers = speakers - 1, statements = statements - old.statements"
                "  where entity = old.entity and (sort = 0 and value = (select name from speakers where id = "
                "old.speaker)"
                "    or sort = 1 and value = (select role from speakers where id = old.speaker)"
                "    or sort = 2 and value = old.place"
                "    or sort = 3 and value in (select name from variants where speaker = old.speaker));"
                "end;"
                "drop index texts_lang;"
                "drop index speakers_text;"
                "drop index statements_text;"
                "create index statements_text on statements (text);" FILL_HASHES,
};

#define STEPS ((int)(sizeof steps / sizeof *steps))

int schema_version(void)
{
    return STEPS;
}

/* is_irregular(form, lang, stem), for a step: does the stemmer give the folded form another stem than this? */
static void is_irregular(sqlite3_context *context, int count, sqlite3_value **values)
{
    char stem[WORD_MOST + 1];
    const char *form = (const char *)sqlite3_value_text(values[0]), *lang = (const char *)sqlite3_value_text(values[1]);
    const char *had = (const char *)sqlite3_value_text(values[2]);
    (void)count;
    size_t size = form != NULL && lang != NULL ? stem_of(sqlite3_user_data(context), lang, form, strlen(form), stem)
                                               : SIZE_MAX;
    if (size == SIZE_MAX || had == NULL)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_int(context, strcmp(stem, had) != 0);
}

/* row_hash(sort, string). */
static void hash_of_row(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *string = (const char *)sqlite3_value_text(values[1]);
    (void)count;
    if (string == NULL)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_int64(context, row_hash((row_sort)sqlite3_value_int(values[0]), string));
}

static int schema__functions(ledger *l)
{
    int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    if (l->stemmers == NULL && (l->stemmers = stemmers_new()) == NULL)
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (sqlite3_create_function(l->db, "is_irregular", 3, flags, l->stemmers, is_irregular, NULL, NULL) != SQLITE_OK ||
        sqlite3_create_function(l->db, "row_hash", 2, flags, NULL, hash_of_row, NULL, NULL) != SQLITE_OK)
        return ledger_fail_sql(l);
    return SELON_OK;
}

int schema_hashes(ledger *l)
{
    int error = schema__functions(l);
    return error == SELON_OK ? ledger_run(l, FILL_HASHES) : error;
}

#define STEP_SKETCHES 4 /* after which they are among the marks */
#define SKETCHES_AT_ONCE 65536

/* The sketches of texts from their table to where they are now. */
static int schema__sketches(ledger *l)
{
    sqlite3_stmt *s;
    int row = 0, error = SELON_OK;
    if (sqlite3_prepare_v2(l->db, "select hash, text from sketches order by text, hash", -1, &s, NULL) != SQLITE_OK)
        return ledger_fail_sql(l);
    for (uint32_t n = 1; error == SELON_OK && (row = ledger_sql_row(l, s)) == 1; n++) {
        uint32_t hash = (uint32_t)sqlite3_column_int64(s, 0);
        error = sketch_add(l, &hash, 1, sqlite3_column_int64(s, 1));
        if (error == SELON_OK && n % SKETCHES_AT_ONCE == 0) error = marks_commit(l);
    }
    sqlite3_finalize(s);
    if (error == SELON_OK && row < 0) error = row;
    if (error == SELON_OK) error = marks_commit(l);
    return error == SELON_OK ? ledger_run(l, "drop table sketches") : error;
}

int schema_make(ledger *l, int from)
{
    char version[48];
    int error = schema__functions(l);
    if (error != SELON_OK) return error;
    for (int i = from; i < STEPS; i++) {
        error = ledger_run(l, steps[i]);
        if (error == SELON_OK && i + 1 == STEP_SKETCHES) error = schema__sketches(l);
        if (error != SELON_OK) return error;
    }
    sqlite3_snprintf((int)sizeof version, version, "pragma user_version = %d", STEPS);
    return ledger_run(l, version);
}
