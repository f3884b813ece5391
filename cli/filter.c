/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.c - see filter.h.
 */
#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "option.h"

static const choice type_choices[] = {
    {"direct", SELON_DIRECT}, {"indirect", SELON_INDIRECT}, {"mixed", SELON_MIXED}, {NULL, 0}};
static const choice kind_choices[] = {
    {"said", SELON_SAID}, {"wrote", SELON_WROTE}, {"thought", SELON_THOUGHT}, {NULL, 0}};

static bool day_parse(const char *option, const char *value, int32_t *out, problem *p)
{
    if (!date_is_valid(value) || strlen(value) != 10)
        return problem_set(p, "%s takes YYYY-MM-DD, as 2025-11-14; not \"%.100s\"", option, value);
    *out = (int32_t)(strtol(value, NULL, 10) * 10000 + strtol(value + 5, NULL, 10) * 100 + strtol(value + 8, NULL, 10));
    return true;
}

bool filter_take(ledger_filter *filter, int option, const char *value, problem *p)
{
    int chosen;
    switch (option) {
    case FILTER_WHO: filter->who = value; return true;
    case FILTER_ROLE: filter->role = value; return true;
    case FILTER_OUTLET: filter->outlet = value; return true;
    case FILTER_ABOUT: filter->about = value; return true;
    case FILTER_ADDRESSEE: filter->addressee = value; return true;
    case FILTER_LANG: filter->lang = value; return true;
    case FILTER_SINCE: return day_parse("--since", value, &filter->since, p);
    case FILTER_UNTIL: return day_parse("--until", value, &filter->until, p);
    case FILTER_PUBLISHED_SINCE: return day_parse("--published-since", value, &filter->published_since, p);
    case FILTER_PUBLISHED_UNTIL: return day_parse("--published-until", value, &filter->published_until, p);
    case FILTER_TYPE:
        if (!choice_find(type_choices, "--type", value, &chosen, p)) return false;
        filter->types |= 1u << chosen;
        return true;
    case FILTER_KIND:
        if (!choice_find(kind_choices, "--kind", value, &chosen, p)) return false;
        filter->kinds |= 1u << chosen;
        return true;
    case FILTER_CONFIDENCE: return number_parse("--min-confidence", value, 0, 1, &filter->min_confidence, p);
    default: return problem_set(p, "unexpected option");
    }
}

static bool filter__look(const ledger_filter *filter, problem *p)
{
    if (filter->until != 0 && filter->since > filter->until)
        return problem_set(p, "--since is after --until: no day is in between");
    if (filter->published_until != 0 && filter->published_since > filter->published_until)
        return problem_set(p, "--published-since is after --published-until: no day is in between");
    return true;
}

bool filter_parse(const showing_command *c, int argc, char **argv, void *payload, const ledger_filter *filter,
                  int *status)
{
    problem p = {""};
    if (!showing_parse(c, argc, argv, payload, status)) return false;
    if (filter__look(filter, &p)) return true;
    *status = showing_usage(&p, c->name);
    return false;
}

bool filter_words(ledger_filter *filter, int argc, char **argv, char **out)
{
    size_t size = 1;
    *out = NULL;
    if (argc == 0) return true;
    for (int i = 0; i < argc; i++) size += strlen(argv[i]) + 3;
    char *words = calloc(1, size);
    if (words == NULL) return false;
    for (int i = 0; i < argc; i++) {
        bool phrase = argc > 1 && strchr(argv[i], ' ') != NULL && strchr(argv[i], '"') == NULL;
        snprintf(words + strlen(words), size - strlen(words), "%s%s%s%s", i > 0 ? " " : "", phrase ? "\"" : "", argv[i],
                 phrase ? "\"" : "");
    }
    filter->words = *out = words;
    return true;
}

void filter_title(const ledger_filter *filter, char *out, size_t size)
{
    const char *parts[] = {filter->words, filter->about, filter->who, filter->role, filter->addressee, filter->outlet};
    size_t used = 0;
    *out = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i] == NULL || *parts[i] == '\0') continue;
        int more = snprintf(out + used, size - used, "%s%s", used > 0 ? " \xC2\xB7 " : "", parts[i]);
        if (more < 0 || (size_t)more >= size - used) return; /* cut */
        used += (size_t)more;
    }
}
