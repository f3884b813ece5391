/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.h - the query that a ledger_filter stands for. Whoever asks for
 * statements, to show, count or export them, names the columns only.
 */
#ifndef SELON_LEDGER_FILTER_H
#define SELON_LEDGER_FILTER_H

#include "base/buffer.h"
#include "ledger/inside.h"

#define SELECTION_BINDS 16

/* SQL with its values. */
typedef struct selection {
    ledger *l;
    arena *arena; /* of the query */
    const ledger_filter *filter;
    buffer sql; /* to be released by who made the selection */
    struct {
        const char *text; /* NULL: the number */
        int64_t number;
    } binds[SELECTION_BINDS];
    int bind_count;
    bool nothing; /* it is known that nothing can be found */
} selection;

/* SQL that is true of a text t that the gold articles are among, and (inherits) of one that has statements of an
 * earlier text of its family. */
const char *gold_texts(ledger_gold gold);
#define GOLD_INHERITS \
    "(t.family <> t.id and exists (select 1 from statements p where p.text in (select t.family union all select id " \
    "from texts where family = t.family and family <> id) and p.text < t.id and not exists (select 1 from absent z " \
    "where z.statement = p.id and z.text = t.id)))"

/* Makes the query; `f` is zeroed. `columns` are of statements s, their texts t
 * and their speakers k, with names n and roles r. All that is in the filter is
 * borrowed; what is made lives in the arena. */
int selection_make(selection *f, ledger *l, arena *a, const ledger_filter *filter, const char *columns);

/* The filter's words alone, as FTS5 understands them, in the arena; NULL: there are none. *nothing: it is known that
 * nothing can be found. */
int selection_match(ledger *l, arena *a, const ledger_filter *filter, const char **out, bool *nothing);

/* Ready to be stepped; to be finalized also after a failure. */
int selection_prepare(const selection *f, sqlite3_stmt **out);

#endif
