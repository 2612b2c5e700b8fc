namespace AdminPortal.Api.Docs;

/// <summary>The introduction of the OpenAPI document.</summary>
internal static class ApiDescription
{
    public const string Text = """
        The HTTP API of AdminPortal: an inventory of phone numbers, and the businesses that hold them, one each.

        **Authentication.** `Authorization: Bearer ap_…`. A key has a role: `admin`, `support`, `viewer`, which only reads, or `business`,
        which acts as its one business. A route that the role may not use answers 403; another business's record answers 404, like one that
        does not exist.

        **JSON.** Names are in snake_case, times are ISO 8601 in UTC, missing values are `null`. Unknown properties of a body are ignored.
        Lists have `items` and `next`; pass `next` as `after` to get the next page, until it is `null`.

        **Numbers in a path** can have any format: `+18005550100` (also as `%2B18005550100`), `18005550100`, `1-800-555-0100`.

        **Errors** are `application/problem+json` with `type`, `title`, `status`, a `detail` that says what to do, and `error`, a short
        text.

        **Versions.** Records carry `row_version`, and an answer with one record its `ETag`. A write accepts `If-Match` with that tag, or
        `row_version` in its body: when the record has changed since, the answer is 412 with the current record as `current`. One strong
        tag is accepted, or `*`, which skips the check; a weak tag never matches. `If-None-Match` can answer 304 where the version covers
        everything the record shows.

        **Rate limits.** Each key has a limit of requests per minute, and each address a limit of requests with invalid keys. Above it,
        the answer is 429, and `Retry-After` says after how many seconds to try again.

        **Idempotency.** Writes accept an `Idempotency-Key` of 1 to 255 visible ASCII characters: the same request under the same key
        has one effect and gets the same answer, with `Idempotency-Replayed: true`, for seven days; another request under the same key is
        422. Only successful requests are kept: a refused request had no effect and is processed again when it is sent again.
        """;
}
