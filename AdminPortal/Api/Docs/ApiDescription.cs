namespace AdminPortal.Api.Docs;

/// <summary>What holds for every route, as the OpenAPI document says it first.</summary>
internal static class ApiDescription
{
    public const string Text = """
        The HTTP API of AdminPortal: an inventory of phone numbers, and the businesses that hold them, one each.

        **Signing in.** `Authorization: Bearer ap_…`. A key has a role: `admin`, `support`, or `business`, which acts as its one business.
        A route that the role may not use answers 403; another business's record answers 404, as one that does not exist.

        **JSON.** Names are in snake_case, times are ISO 8601 in UTC, what is absent is `null`. What a body has beyond the listed names
        is ignored.
        Lists have `items` and `next`; pass `next` as `after` for the following page, until it is `null`.

        **Numbers in a path** may be written in any way: `+18005550100` (also as `%2B18005550100`), `18005550100`, `1-800-555-0100`.

        **Errors** are `application/problem+json` with `type`, `title`, `status`, a `detail` that tells what to do, and `error`, a short
        text.

        **Versions.** Records carry `row_version`, and an answer with one record its `ETag`. A write takes `If-Match` with that tag, or
        `row_version`
        in its body: when the record has changed since, the answer is 412 with the current record as `current`. One strong tag is taken,
        or `*`, which asks
        for no version; a weak tag never matches. `If-None-Match` may answer 304 where the version tells all that the record shows.

        **How much.** Each key has a share of requests a minute, and each address of requests with keys that are not good. Beyond it the
        answer is 429,
        and `Retry-After` says in how many seconds to ask again.

        **Sending twice.** Writes take an `Idempotency-Key` of 1 to 255 visible ASCII characters: the same request under the same key
        has one effect and gets
        the same answer, with `Idempotency-Replayed: true`, for seven days; another request under it is 422. Only what was done is kept:
        a refused request had no effect and is tried anew when it is sent again.
        """;
}
