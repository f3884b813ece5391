/* SPDX-License-Identifier: Apache-2.0
 *
 * job.c - see job.h.
 */
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "harvest.h"
#include "jsonl.h"
#include "name.h"
#include "stream.h"

job *job_new(job_kind kind, const char *target)
{
    job *j = calloc(1, sizeof *j);
    if (j == NULL) return NULL;
    j->kind = kind;
    j->target = strdup(target);
    if (j->target != NULL) return j;
    free(j);
    return NULL;
}

void job_free(job *j)
{
    if (j == NULL) return;
    free(j->target);
    free(j->line);
    visit_free(j->visit);
    free(j->told.url);
    free(j->told.charset);
    free(j->told.date);
    free(j->told.title);
    free(j->told.author);
    free(j->told.outlet);
    free(j->id);
    free(j->result.bytes);
    free(j->text.bytes);
    free(j);
}

const char *job_name(const job *j, char *out, size_t size)
{
    const char *target = strcmp(j->target, "-") == 0 ? "standard input" : j->target;
    if (j->line_number > 0)
        snprintf(out, size, "%.1000s:%zu", target, j->line_number);
    else
        snprintf(out, size, "%.1000s", target);
    return out;
}

void job_tell(const job *j, bool quiet)
{
    char name[1100], warning[sizeof j->warnings + 16];
    job_name(j, name, sizeof name);
    for (const char *at = j->warnings; !quiet && *at != '\0';) {
        size_t n = strcspn(at, "\n");
        snprintf(warning, sizeof warning, "warning: %.*s", (int)n, at);
        problem_print(name, warning);
        at += n + (at[n] == '\n');
    }
    if (j->problem.text[0] != '\0') problem_print(name, j->problem.text);
}

/* ---- results ---- */

int made_take(const void *bytes, size_t size, void *payload)
{
    made *m = payload;
    if (size > m->capacity - m->size) {
        size_t capacity = m->capacity ? m->capacity : 4096;
        while (capacity - m->size < size) capacity *= 2;
        char *grown = realloc(m->bytes, capacity);
        if (grown == NULL) return -1;
        m->bytes = grown;
        m->capacity = capacity;
    }
    if (size > 0) memcpy(m->bytes + m->size, bytes, size);
    m->size += size;
    return 0;
}

static void job__keep_warnings(job *j, const selon_document *doc)
{
    const char *warning;
    for (size_t i = 0; (warning = selon_document_warning(doc, i)) != NULL; i++) {
        size_t used = strlen(j->warnings);
        snprintf(j->warnings + used, sizeof j->warnings - used, "%s%s", used > 0 ? "\n" : "", warning);
    }
}

static bool job__write(job *j, const settings *s, const selon_document *doc)
{
    size_t size;
    const char *text = selon_document_text(doc, &size);
    selon_write_options options = {
        .format = s->format, .byte_offsets = s->byte_offsets, .colour = s->colour, .header = true, .width = s->width};
    if (selon_document_write(doc, &options, made_take, &j->result) != SELON_OK) return problem_memory(&j->problem);
    if (s->format == SELON_OUTPUT_BRAT && made_take(text, size, &j->text) != 0) return problem_memory(&j->problem);
    return true;
}

static bool job__read(job *j, const settings *s, const selon_engine *engine, const void *bytes, size_t size,
                      selon_read_options *options)
{
    selon_document *doc;
    char words[32];
    options->id = j->id;
    options->max_bytes = s->max_size;
    options->min_confidence = s->min_confidence;
    int error = selon_read(&doc, engine, bytes, size, options);
    if (error == SELON_ERROR_MEMORY) return problem_memory(&j->problem);
    if (error == SELON_ERROR_LIMIT)
        return problem_set(&j->problem, "larger than %s; allow more with --max-size", size_words(words, s->max_size));
    if (error != SELON_OK) return problem_set(&j->problem, "%s", selon_error_message(error));
    job__keep_warnings(j, doc);
    if (j->use != NULL) return j->use(j, doc, j->use_payload);
    bool good = job__write(j, s, doc);
    selon_document_free(doc);
    return good;
}

/* Documents that people have at hand and that are no text: better told of than
 * read as the noise that they would be. */
static bool job__refuse_binary(job *j, const settings *s, const char *bytes, size_t size)
{
    static const struct {
        const char *magic, *words;
    } kinds[] = {
        {"%PDF-", "is a PDF; take its text out first, as with pdftotext"},
        {"PK\x03\x04", "is an office document or an archive; save it as plain text or as a web page first"},
        {"{\\rtf", "is rich text; save it as plain text or as a web page first"},
        {"\xD0\xCF\x11\xE0", "is an old office document; save it as plain text or as a web page first"},
    };
    if (s->from != SOURCE_AUTO) return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].magic);
        if (size < n || memcmp(bytes, kinds[i].magic, n) != 0) continue;
        problem_set(&j->problem, "%s", kinds[i].words);
        return true;
    }
    return false;
}

/* What the command line says of every article. */
static selon_read_options job__options(const settings *s)
{
    selon_read_options options = selon_read_options_default();
    options.format = s->from == SOURCE_HTML   ? SELON_INPUT_HTML
                     : s->from == SOURCE_TEXT ? SELON_INPUT_TEXT
                                              : SELON_INPUT_AUTO;
    options.language = s->language;
    options.date = s->date;
    options.title = s->title;
    options.outlet = s->outlet;
    options.url = s->url;
    return options;
}

/* ---- the kinds ---- */

static bool job__do_file(job *j, const settings *s, const selon_engine *engine)
{
    size_t size;
    selon_read_options options = job__options(s);
    stream *in = stream_open(j->target, &j->problem);
    if (in == NULL) return false;
    char *bytes = stream_read_all(in, s->max_size, &size, &j->problem);
    stream_close(in);
    if (bytes == NULL) return false;
    if (s->from == SOURCE_AUTO && name_is_html(j->target)) options.format = SELON_INPUT_HTML;
    j->id = strcmp(j->target, "-") == 0 ? strdup("stdin") : name_stem(j->target);
    bool good = j->id != NULL || problem_memory(&j->problem);
    good = good && !job__refuse_binary(j, s, bytes, size) && job__read(j, s, engine, bytes, size, &options);
    free(bytes);
    return good;
}

static bool job__do_address(job *j, const settings *s, const selon_engine *engine)
{
    answer fetched;
    size_t size;
    selon_read_options options = job__options(s);
    if (!fetch_page(&fetched, j->target, s->timeout, s->max_size, &j->problem)) return false;
    /* A file that is served compressed, as against a compressed transfer. */
    stream *in = stream_of_memory(fetched.bytes, fetched.size, &j->problem);
    char *bytes = in != NULL ? stream_read_all(in, s->max_size, &size, &j->problem) : NULL;
    stream_close(in);
    bool good = bytes != NULL && !job__refuse_binary(j, s, bytes, size);
    if (good) {
        if (s->from == SOURCE_AUTO) options.format = fetched.format;
        if (fetched.charset[0] != '\0') options.charset = fetched.charset;
        if (s->url == NULL) options.url = fetched.address;
        j->id = strdup(j->target);
        good = j->id != NULL ? job__read(j, s, engine, bytes, size, &options) : problem_memory(&j->problem);
    }
    free(bytes);
    answer_release(&fetched);
    return good;
}

/* What a record says of itself wins over what the command line says of all. */
static bool job__do_record(job *j, const settings *s, const selon_engine *engine)
{
    record r;
    selon_read_options options = job__options(s);
    if (!record_parse(&r, j->line, j->line_size, &j->problem)) return false;
    free(j->line); /* it is in the record now */
    j->line = NULL;
    options.format = SELON_INPUT_TEXT;
    options.charset = "utf-8";
    if (r.lang != NULL) options.language = r.lang;
    if (r.date != NULL) options.date = r.date;
    if (r.title != NULL) options.title = r.title;
    if (r.outlet != NULL) options.outlet = r.outlet;
    if (r.url != NULL) options.url = r.url;
    char number[32];
    snprintf(number, sizeof number, "%zu", j->line_number);
    j->id_given = r.id != NULL;
    j->id = strdup(j->id_given ? r.id : number);
    bool good = j->id != NULL ? job__read(j, s, engine, r.text, r.text_size, &options) : problem_memory(&j->problem);
    record_release(&r);
    return good;
}

static bool job__do_page(job *j, const settings *s, const selon_engine *engine)
{
    selon_read_options options = job__options(s);
    if (s->from == SOURCE_AUTO || s->from == SOURCE_WARC) options.format = j->told.format;
    options.charset = j->told.charset;
    options.url = j->told.url;
    options.fallback_date = j->told.date;
    options.fallback_title = j->told.title;
    options.fallback_author = j->told.author;
    options.fallback_outlet = j->told.outlet;
    if (job__refuse_binary(j, s, j->line, j->line_size)) {
        if (j->visit != NULL) j->visit->settled = true;
        return false;
    }
    if (j->id == NULL) j->id = strdup(j->told.url != NULL ? j->told.url : j->target);
    if (j->id == NULL) return problem_memory(&j->problem);
    bool good = job__read(j, s, engine, j->line, j->line_size, &options);
    free(j->line);
    j->line = NULL;
    return good;
}

void job_do(job *j, const settings *s, const selon_engine *engine)
{
    switch (j->kind) {
    case JOB_FILE: job__do_file(j, s, engine); break;
    case JOB_ADDRESS: job__do_address(j, s, engine); break;
    case JOB_RECORD: job__do_record(j, s, engine); break;
    case JOB_PAGE: job__do_page(j, s, engine); break;
    case JOB_NOTE:
    case JOB_REFUSED: break;
    }
}
