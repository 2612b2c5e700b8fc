using System.Text.Json.Serialization.Metadata;
using AdminPortal.Services;

namespace AdminPortal.Api;

/// <summary>How every route calls a service: actor, idempotency key, and translation of the outcome.</summary>
internal static class ApiCall
{
    /// <summary>The actor of the request's key or session.</summary>
    public static Actor Actor(this HttpContext http) => http.Features.Get<Actor>()! with { RequestId = http.TraceIdentifier };

    /// <summary>Responds with the result of <paramref name="read"/> as JSON.</summary>
    public static Task<IResult> ReadAsync<T, TShown>(
        this HttpContext http,
        Func<Actor, Task<Outcome<T>>> read,
        Func<T, TShown> show,
        JsonTypeInfo<TShown> type
    ) => http.ReadAsync(read, found => Results.Json(show(found), type));

    /// <summary>Responds with one record and its ETag; 304 if the caller has this version already and <paramref name="isWhole"/> says that
    /// the version covers everything the record shows.</summary>
    public static Task<IResult> ReadRecordAsync<T>(
        this HttpContext http,
        Func<Actor, Task<Outcome<T>>> read,
        Func<T, long> version,
        Func<T, bool> isWhole,
        JsonTypeInfo<T> type
    ) =>
        http.ReadAsync(
            read,
            found =>
            {
                http.Response.Headers.ETag = Preconditions.Tag(version(found));
                return isWhole(found) && http.HasAlready(version(found))
                    ? Results.StatusCode(StatusCodes.Status304NotModified)
                    : Results.Json(found, type);
            }
        );

    /// <summary>Runs a write once, however often it is sent with one <c>Idempotency-Key</c>.</summary>
    /// <param name="answer">Creates the live and the saved response.</param>
    /// <param name="saved">Creates the saved response if it must differ.</param>
    /// <param name="invalid">The status for an invalid value.</param>
    public static async Task<IResult> WriteAsync<T>(
        this HttpContext http,
        Func<Actor, Task<Outcome<T>>> write,
        Func<T, SavedAnswer> answer,
        Func<T, SavedAnswer>? saved = null,
        int invalid = StatusCodes.Status400BadRequest
    )
    {
        var actor = http.Actor();
        var promise = http.Features.Get<IdempotencyPromise>();
        var outcome = await write(
            promise is null ? actor : actor with { Idempotency = promise.For(actor, value => (saved ?? answer)((T)value)) }
        );
        if (outcome.IsDone)
            return new AnswerResult(answer(outcome.Value));

        // The same request was sent twice concurrently, and the other one was faster.
        return outcome.Refusal is Refusal.AlreadyAnswered && promise is not null && await promise.FindAsync(http) is { } before
            ? before
            : http.Refused(outcome.Refusal, invalid);
    }

    public static IResult Refused(this HttpContext http, Refusal refusal, int invalid = StatusCodes.Status400BadRequest) =>
        OutcomeResults.Of(refusal, http.RequestServices.GetRequiredService<TimeProvider>(), invalid);

    private static async Task<IResult> ReadAsync<T>(this HttpContext http, Func<Actor, Task<Outcome<T>>> read, Func<T, IResult> answer)
    {
        var outcome = await read(http.Actor());
        return outcome.IsDone ? answer(outcome.Value) : http.Refused(outcome.Refusal);
    }
}
