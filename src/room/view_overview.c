/* SPDX-License-Identifier: Apache-2.0
 *
 * view_overview.c - the ledger at a glance.
 */
#include "room/view.h"

int view_overview_make(request *q, const void **view)
{
    view_overview *v = ARENA_NEW(q->arena, view_overview);
    ledger_totals totals;
    int error = ledger_count(q->ledger, &totals);
    if (error != SELON_OK) return view_fail(q, error);
    v->articles = totals.articles;
    v->texts = totals.texts;
    v->statements = totals.statements;
    *view = v;
    return 0;
}
