/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - `selon export`: a ledger's statements for other programs.
 */
#include "export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "help.h"
#include "ledger/export.h"
#include "option.h"
#include "showing.h"

typedef struct exporting {
    char *words; /* owned */
    ledger_filter filter;
    export_options options;
    bool quiet;
    showing showing;
} exporting;

enum option_id { OPTION_FORMAT = 256, OPTION_OFFSETS, OPTION_BASE, OPTION_GOLD };

static const struct option options[] = {
    FILTER_OPTIONS,
    {"limit", required_argument, NULL, 'n'},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"offsets", required_argument, NULL, OPTION_OFFSETS},
    {"base", required_argument, NULL, OPTION_BASE},
    {"gold", required_argument, NULL, OPTION_GOLD},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice format_choices[] = {{"jsonl", EXPORT_JSONL},
                                        {"csv", EXPORT_CSV},
                                        {"annotations", EXPORT_ANNOTATIONS},
                                        {"quotations", EXPORT_QUOTATIONS},
                                        {NULL, 0}};
static const choice gold_choices[] = {
    {"checked", LEDGER_GOLD_CHECKED}, {"corrected", LEDGER_GOLD_CORRECTED}, {NULL, 0}};
static const choice offset_choices[] = {{"codepoints", 0}, {"bytes", 1}, {NULL, 0}};

/* Letters, digits and the marks that an IRI may have: what joins to a number
 * without being escaped. */
static bool base__is_good(const char *base)
{
    const char *colon = strchr(base, ':');
    if (colon == NULL || colon == base) return false;
    for (const char *c = base; *c != '\0'; c++)
        if ((unsigned char)*c <= ' ' || strchr("\"<>\\^`{|}", *c) != NULL) return false;
    return true;
}

static bool option__take(void *payload, int option, problem *p)
{
    exporting *x = payload;
    int value;
    if (filter_has(option)) return filter_take(&x->filter, option, optarg, p);
    switch (option) {
    case OPTION_FORMAT:
        if (!choice_find(format_choices, "--format", optarg, &value, p)) return false;
        x->options.form = (export_form)value;
        return true;
    case OPTION_OFFSETS:
        if (!choice_find(offset_choices, "--offsets", optarg, &value, p)) return false;
        x->options.byte_offsets = value != 0;
        return true;
    case OPTION_GOLD:
        if (!choice_find(gold_choices, "--gold", optarg, &value, p)) return false;
        x->filter.gold = (ledger_gold)value;
        return true;
    case OPTION_BASE:
        x->options.base = optarg;
        return base__is_good(optarg) ? true
                                     : problem_set(p,
                                                   "--base takes the beginning of an IRI, as urn:x: or "
                                                   "https://example.org/statement/; not \"%.100s\"",
                                                   optarg);
    case 'n':
        if (!count_parse("--limit", optarg, 0, LIMIT_MOST, &x->filter.limit, p)) return false;
        return true;
    case 'q': x->quiet = true; return true;
    default: return problem_set(p, "unexpected option");
    }
}

/* Is all of an article's statements asked for? What is left out of gold would be learnt to be none. */
static bool filter__is_whole(const ledger_filter *f, int words)
{
    return words == 0 && f->about == NULL && f->who == NULL && f->role == NULL && f->addressee == NULL &&
           f->outlet == NULL && f->since == 0 && f->until == 0 && f->published_since == 0 && f->published_until == 0 &&
           f->types == 0 && f->kinds == 0 && f->min_confidence <= 0 && f->limit == 0;
}

static bool exporting__parse(exporting *x, int argc, char **argv, int *status)
{
    static const showing_command command = {"export", help_export, "name the ledger to export",
                                            "n:qh",   options,     option__take};
    if (!filter_parse(&command, argc, argv, x, &x->filter, status)) return false;
    if (x->options.byte_offsets && x->options.form > EXPORT_CSV) {
        problem p = {""};
        problem_set(&p, "--offsets is for jsonl and csv: the others count code points");
        *status = showing_usage(&p, "export");
        return false;
    }
    if (x->filter.gold != LEDGER_GOLD_ANY &&
        (x->options.form != EXPORT_JSONL || !filter__is_whole(&x->filter, argc - optind - 1))) {
        problem p = {""};
        problem_set(&p, "--gold is for whole articles in jsonl: only --lang and --offsets go with it");
        *status = showing_usage(&p, "export");
        return false;
    }
    x->showing.path = argv[optind];
    if (filter_words(&x->filter, argc - optind - 1, argv + optind + 1, &x->words)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

static int exporting__show(showing *s, void *payload)
{
    exporting *x = payload;
    export_count count;
    int error = ledger_export(s->ledger, &x->filter, &x->options, showing_sink, s, &count);
    if (count.left_out > 0 && !x->quiet)
        fprintf(stderr, "selon: %llu statements were left out: the ledger does not keep their texts\n",
                (unsigned long long)count.left_out);
    if (count.articles > 0 && !x->quiet)
        fprintf(stderr,
                "selon: %llu articles were left out: their texts are not kept, or they share statements with earlier "
                "ones\n",
                (unsigned long long)count.articles);
    if (count.written != SELON_OK) return showing_written(s, count.written);
    if (error != SELON_OK) problem_print(s->path, ledger_message(s->ledger));
    return error == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}

int command_export(int argc, char **argv)
{
    exporting x = {0};
    int status = STATUS_FAILED;
    if (!exporting__parse(&x, argc, argv, &status)) return status;
    status = showing_run(&x.showing, exporting__show, &x);
    free(x.words);
    return status;
}
