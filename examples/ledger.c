/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger.c - a ledger in a program: the ledger part of selon.h in a page.
 *
 *     cc ledger.c $(pkg-config --cflags --libs selon) -o ledger && ./ledger news.ledger
 *
 * It puts two articles into a ledger, the second of them twice, and prints what
 * was said about the bridge, then how much there is in all.
 */
#include <selon.h>
#include <stdio.h>
#include <string.h>

typedef struct story {
    const char *url, *outlet, *date, *text;
} story;

static const story stories[] = {
    {"https://post.example/bridge", "The Harbour Post", "2025-11-14",
     "Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March.\n\n"
     "\"We will not gamble with people's lives,\" Duarte told reporters.\n"},
    {"https://phare.example/pont", "Le Phare", "2025-11-15",
     "Selon la directrice du port, Lucie Renaud, le pont rouvrira plus t\xC3\xB4t. \xC2\xAB Nos \xC3\xA9quipes "
     "avancent "
     "\xC2\xBB, a-t-elle d\xC3\xA9"
     "clar\xC3\xA9 vendredi.\n"},
};

static int add(selon_ledger *ledger, const selon_engine *engine, const story *s)
{
    static const char *const outcomes[] = {"added", "changed", "copied", "unchanged"};
    selon_read_options options = selon_read_options_default();
    selon_document *doc;
    selon_receipt receipt;
    options.url = s->url;
    options.outlet = s->outlet;
    options.date = s->date;
    int error = selon_read(&doc, engine, s->text, strlen(s->text), &options);
    if (error != SELON_OK) return error;
    error = selon_ledger_add(ledger, doc, NULL, &receipt);
    selon_document_free(doc); /* it was only lent */
    if (error == SELON_OK) printf("%s: %s, %u new statements\n", s->url, outcomes[receipt.outcome], receipt.statements);
    return error;
}

static void print_found(const selon_found *f)
{
    printf("%llu. %s%s%s:", (unsigned long long)f->id, f->speaker != NULL ? f->speaker : "somebody",
           f->role != NULL ? ", " : "", f->role != NULL ? f->role : "");
    for (uint32_t i = 0; f->sentence != NULL && i < f->content_count; i++)
        printf(" %.*s", (int)(f->content[i].end - f->content[i].start), f->sentence + f->content[i].start);
    printf("\n");
    for (size_t i = 0; i < f->place_count; i++)
        printf("   %s, %s, %s\n", f->places[i].outlet != NULL ? f->places[i].outlet : "?",
               f->places[i].published != NULL ? f->places[i].published : "?",
               f->places[i].address != NULL ? f->places[i].address : "?");
}

/* Prints what is found, or only counts it. */
static int find(selon_ledger *ledger, const selon_ledger_filter *filter, bool print, unsigned *count)
{
    selon_cursor *cursor;
    const selon_found *found;
    int error = selon_ledger_find(&cursor, ledger, filter);
    *count = 0;
    while (error == SELON_OK && (error = selon_cursor_next(cursor, &found)) == SELON_OK && found != NULL) {
        if (print) print_found(found);
        ++*count;
    }
    selon_cursor_close(cursor);
    return error;
}

static int work(selon_ledger *ledger, const selon_engine *engine)
{
    unsigned count;
    int error = selon_ledger_begin(ledger); /* both, or none */
    for (size_t i = 0; i < 2 && error == SELON_OK; i++) error = add(ledger, engine, &stories[i]);
    if (error == SELON_OK) error = selon_ledger_commit(ledger);
    if (error == SELON_OK) error = add(ledger, engine, &stories[1]); /* a transaction of its own */
    if (error != SELON_OK) return error;

    /* English and French words are different words; "pont*" is what begins so. */
    selon_ledger_filter bridge = {.about = "bridge", .since = 20251101},
                        pont = {.about = "pont*", .sort = SELON_OLDEST};
    error = find(ledger, &bridge, true, &count);
    if (error == SELON_OK) error = find(ledger, &pont, true, &count);
    if (error == SELON_OK) error = find(ledger, NULL, false, &count); /* NULL: the way through all of it */
    if (error == SELON_OK) printf("%u statements in all\n", count);
    return error;
}

int main(int argc, char **argv)
{
    char problem[256];
    selon_ledger_options options = {
        .write = true, .create = true, .wait_ms = 5000, .problem = problem, .problem_size = sizeof problem};
    selon_engine *engine;
    selon_ledger *ledger;
    if (argc != 2) {
        fprintf(stderr, "usage: ledger FILE\n");
        return 2;
    }
    int error = selon_ledger_open(&ledger, argv[1], &options);
    if (error != SELON_OK) {
        fprintf(stderr, "ledger: %s: %s\n", argv[1], *problem != '\0' ? problem : selon_error_message(error));
        return 1;
    }
    error = selon_engine_open(&engine, NULL);
    if (error == SELON_OK) {
        error = work(ledger, engine);
        if (error != SELON_OK)
            fprintf(stderr, "ledger: %s: %s\n", selon_error_message(error), selon_ledger_problem(ledger));
        selon_engine_close(engine);
    }
    selon_ledger_close(ledger);
    return error == SELON_OK ? 0 : 1;
}
