/* SPDX-License-Identifier: Apache-2.0
 *
 * route.c - the table of what is answered, and how a path is found in it.
 */
#include "room/route.h"

#include <string.h>

#include "room/amending.h"
#include "room/asset.h"
#include "room/correcting.h"
#include "room/guard.h"
#include "room/json.h"
#include "room/missing.h"
#include "room/openapi.h"
#include "room/pages.h"
#include "room/reading.h"
#include "room/redirect.h"

/* Of pages that show nothing of the ledger. */
static int view_nothing_make(request *q, const void **view)
{
    (void)q;
    *view = NULL;
    return 0;
}

static const route routes[] = {
    /* pages */
    {METHOD_GET, FORM_PAGE, "/", view_overview_make, page_overview, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/search", view_search_make, page_search, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/articles/{id}", view_article_make, page_article, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/articles/{id}/missing", view_missing_make, page_missing, 0, NULL},
    {METHOD_POST, FORM_OWN, "/articles/{id}/statements", NULL, NULL, ROUTE_WRITES | ROUTE_CHANGES, missing_answer},
    {METHOD_GET, FORM_OWN, "/statements/{id}", NULL, NULL, 0, redirect_statement},
    {METHOD_GET, FORM_PAGE, "/statements/{id}/same", view_one_make, page_one, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/statements/{id}/correct", view_correcting_make, page_correct, 0, NULL},
    {METHOD_POST, FORM_OWN, "/statements/{id}/corrections", NULL, NULL, ROUTE_WRITES | ROUTE_CHANGES,
     correcting_answer},
    {METHOD_POST, FORM_OWN, "/corrections/{id}/withdrawal", NULL, NULL, ROUTE_WRITES | ROUTE_CHANGES,
     correcting_withdraw},
    {METHOD_GET, FORM_PAGE, "/people", view_people_make, page_people, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/people/{id}", view_person_make, page_person, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/compare", view_compare_make, page_compare, 0, NULL},
    {METHOD_GET, FORM_PAGE, "/read", view_reading_make, page_reading, 0, NULL},
    {METHOD_POST, FORM_OWN, "/read", NULL, NULL, ROUTE_SLOW | ROUTE_LONG, reading_answer},
    {METHOD_POST, FORM_OWN, "/articles", NULL, NULL, ROUTE_SLOW | ROUTE_LONG | ROUTE_CHANGES, reading_keep},
    {METHOD_GET, FORM_PAGE, "/login", view_nothing_make, page_login, ROUTE_OPEN, NULL},
    {METHOD_POST, FORM_OWN, "/login", NULL, NULL, ROUTE_SIGNS | ROUTE_OPEN | ROUTE_CHANGES, guard_sign_in},
    {METHOD_POST, FORM_OWN, "/logout", NULL, NULL, ROUTE_OPEN | ROUTE_CHANGES, guard_sign_out},
    {METHOD_GET, FORM_PAGE, "/help", view_nothing_make, page_help, ROUTE_OPEN, NULL},
    {METHOD_GET, FORM_OWN, "/assets/{id}", NULL, NULL, ROUTE_OPEN, asset_answer},
    /* the API */
    {METHOD_GET, FORM_OWN, "/openapi.json", NULL, NULL, ROUTE_OPEN, openapi_answer},
    {METHOD_GET, FORM_OWN, "/api/v1/session", NULL, NULL, ROUTE_OPEN | ROUTE_GREETS, guard_session},
    {METHOD_GET, FORM_JSON, "/api/v1/overview", view_overview_make, json_overview, 0, NULL},
    {METHOD_GET, FORM_JSON, "/api/v1/search", view_search_make, json_search, 0, NULL},
    {METHOD_GET, FORM_JSON, "/api/v1/suggest", view_suggestions_make, json_suggestions, 0, NULL},
    {METHOD_GET, FORM_JSON, "/api/v1/articles/{id}", view_article_make, json_article, 0, NULL},
    {METHOD_POST, FORM_OWN, "/api/v1/articles/{id}/statements", NULL, NULL, ROUTE_WRITES | ROUTE_CHANGES,
     amending_supply},
    {METHOD_GET, FORM_JSON, "/api/v1/statements/{id}", view_one_make, json_one, 0, NULL},
    {METHOD_GET, FORM_OWN, "/api/v1/statements/{id}/corrections", NULL, NULL, 0, amending_list},
    {METHOD_POST, FORM_OWN, "/api/v1/statements/{id}/corrections", NULL, NULL, ROUTE_WRITES | ROUTE_CHANGES,
     amending_answer},
    {METHOD_POST, FORM_OWN, "/api/v1/corrections/{id}/withdrawal", NULL, NULL, ROUTE_WRITES | ROUTE_CHANGES,
     amending_withdraw},
    {METHOD_GET, FORM_JSON, "/api/v1/people", view_people_make, json_people, 0, NULL},
    {METHOD_GET, FORM_JSON, "/api/v1/people/{id}", view_person_make, json_person, 0, NULL},
    {METHOD_GET, FORM_JSON, "/api/v1/people/{id}/statements", view_person_statements_make, json_search, 0, NULL},
    {METHOD_GET, FORM_JSON, "/api/v1/compare", view_compare_make, json_compare, 0, NULL},
};
#define ROUTES (sizeof routes / sizeof *routes)

/* Does the path have the pattern's form? What stands for {...} is *id, NULL for none. */
static bool pattern__matches(const char *pattern, const char *path, const char **id, size_t *id_size)
{
    *id = NULL;
    while (*pattern != '\0') {
        if (*pattern == '{') {
            *id = path;
            path += *id_size = strcspn(path, "/");
            pattern = strchr(pattern, '}') + 1;
            if (*id_size == 0) return false;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

const route *route_find(request *q, const char **allow)
{
    request_method wanted = q->method == METHOD_HEAD ? METHOD_GET : q->method;
    bool get = false, post = false;
    *allow = NULL;
    for (size_t i = 0; i < ROUTES; i++) {
        const char *id;
        size_t id_size;
        if (!pattern__matches(routes[i].pattern, q->path, &id, &id_size)) continue;
        if (routes[i].method == wanted) {
            q->id = id != NULL ? arena_strndup(q->arena, id, id_size) : NULL;
            return &routes[i];
        }
        get |= routes[i].method == METHOD_GET;
        post |= routes[i].method == METHOD_POST;
    }
    if (!get && !post) {
        request_fail(q, 404, "not-found", NULL, NULL);
        return NULL;
    }
    *allow = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST";
    request_fail(q, 405, "bad-method", NULL, NULL);
    return NULL;
}

bool route_is_api(const char *path)
{
    return strncmp(path, "/api/", 5) == 0 || strcmp(path, "/openapi.json") == 0;
}
