/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_stages.c - where the time of a reading goes.
 *
 *     bench_stages [--fast | --accurate] LANG SECONDS FILE
 *
 * Runs the stages of src/read.c one by one over the documents of FILE (each
 * ended by a form feed) and adds up the processor time of each, round after
 * round, for about SECONDS; --fast, --accurate: with the weights of that name. A line a stage:
 * nanoseconds a byte, MB/s, and its share.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"
#include "input/article.h"

typedef enum stage {
    STAGE_ARTICLE,
    STAGE_TEXT,
    STAGE_TAGGER,
    STAGE_TIMEX,
    STAGE_ATTRIBUTION,
    STAGE_SPEAKERS,
    STAGE_FREE,
    STAGE_COUNT,
} stage;

static const char *const stage_names[STAGE_COUNT] = {
    "article_read", "text_analyse", "tagger_run", "timex_find", "attributor_run", "speakers_resolve", "arena_free",
};

typedef struct clocks {
    double spent[STAGE_COUNT];
    double at;
    size_t bytes, tokens, statements;
} clocks;

static double processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void clocks__lap(clocks *c, stage s)
{
    double now = processor_time();
    c->spent[s] += now - c->at;
    c->at = now;
}

static int document__read(clocks *c, const language *l, arena *a, const char *bytes, size_t size)
{
    selon_read_options options = selon_read_options_default();
    options.format = SELON_INPUT_TEXT;
    options.max_bytes = SIZE_MAX;
    article art;
    timex_list times = {0};
    attribution_list found = {0};
    speaker_list speakers = {0};
    memset(&art, 0, sizeof art);
    int error = article_read(a, bytes, size, &options, &art);
    if (error != SELON_OK) return error;
    clocks__lap(c, STAGE_ARTICLE);
    text *t = text_analyse(a, l->writing, art.text, art.size);
    clocks__lap(c, STAGE_TEXT);
    for (uint32_t i = 0; i < t->sentence_count; i++)
        tagger_run(l->tagger, t, t->sentences[i].first, t->sentences[i].end);
    attributor_prepare(l->attributor, t);
    clocks__lap(c, STAGE_TAGGER);
    timex_find(a, l->times, t, &times);
    clocks__lap(c, STAGE_TIMEX);
    attributor_run(l->attributor, a, t, &times, &found);
    clocks__lap(c, STAGE_ATTRIBUTION);
    speakers_resolve(a, l->people, t, &found, &speakers);
    clocks__lap(c, STAGE_SPEAKERS);
    c->bytes += size;
    c->tokens += t->token_count;
    c->statements += found.count;
    return SELON_OK;
}

static int round__read(clocks *c, const language *l, const char *bytes, size_t size)
{
    selon_allocator allocator = allocator_default();
    int error = SELON_OK;
    for (const char *at = bytes, *end = bytes + size; error == SELON_OK && at < end;) {
        const char *feed = memchr(at, '\f', (size_t)(end - at)), *stop = feed ? feed : end;
        c->at = processor_time();
        arena *a = arena_new(&allocator, (size_t)(stop - at) * 24 + (16 << 10));
        if (a == NULL) return SELON_ERROR_MEMORY;
        if (setjmp(*arena_escape(a)) != 0) {
            arena_free(a);
            return SELON_ERROR_MEMORY;
        }
        error = document__read(c, l, a, at, (size_t)(stop - at));
        arena_free(a);
        clocks__lap(c, STAGE_FREE);
        at = stop + 1;
    }
    return error;
}

static void clocks__print(const clocks *c)
{
    double all = 0;
    for (int s = 0; s < STAGE_COUNT; s++) all += c->spent[s];
    for (int s = 0; s < STAGE_COUNT; s++)
        printf("%-18s %8.1f ns/byte %8.1f MB/s %6.1f %%\n", stage_names[s], c->spent[s] / (double)c->bytes * 1e9,
               (double)c->bytes / c->spent[s] / 1e6, c->spent[s] / all * 100);
    printf("%-18s %8.1f ns/byte %8.1f MB/s %8.0f k tokens/s\n", "all", all / (double)c->bytes * 1e9,
           (double)c->bytes / all / 1e6, (double)c->tokens / all / 1e3);
}

int main(int argc, char **argv)
{
    static char bytes[64 << 20];
    static clocks c;
    selon_engine_options options = {.fast = argc > 1 && strcmp(argv[1], "--fast") == 0,
                                    .accurate = argc > 1 && strcmp(argv[1], "--accurate") == 0};
    bool named = options.fast || options.accurate;
    argv += named;
    FILE *f = argc - named == 4 ? fopen(argv[3], "rb") : NULL;
    if (f == NULL) {
        fputs("usage: bench_stages [--fast | --accurate] LANG SECONDS FILE\n", stderr);
        return 2;
    }
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    selon_engine *engine;
    int error = selon_engine_open(&engine, &options);
    const language *l = error == SELON_OK ? engine_language(engine, argv[1]) : NULL;
    double begun = processor_time(), seconds = strtod(argv[2], NULL);
    if (l == NULL) error = error != SELON_OK ? error : SELON_ERROR_ARGUMENT;
    do {
        if (error == SELON_OK) error = round__read(&c, l, bytes, size);
    } while (error == SELON_OK && size > 0 && processor_time() - begun < seconds);
    selon_engine_close(engine);
    if (error != SELON_OK) {
        fprintf(stderr, "bench_stages: %s\n", selon_error_message(error));
        return 1;
    }
    clocks__print(&c);
    return 0;
}
