using System.Security.Cryptography;
using System.Text;
using AdminPortal.Api.Errors;
using AdminPortal.Data;
using AdminPortal.Services;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Authorization;

namespace AdminPortal.Api;

/// <summary>The <c>Idempotency-Key</c> of a write with the hash of its request.</summary>
internal sealed record IdempotencyPromise(string Key, byte[] RequestHash)
{
    public IdempotentRequest For(Actor actor, Func<object, SavedAnswer> answer) => new(actor.CallerId, Key, RequestHash, answer);

    /// <summary>The saved response, or the refusal of a key used for another request; null if the key is new.</summary>
    public async Task<IResult?> FindAsync(HttpContext http)
    {
        var database = http.RequestServices.GetRequiredService<PortalDatabase>();
        var found = await IdempotencyRecords.FindAsync(database, http.Actor().CallerId, Key, RequestHash, http.RequestAborted);
        return found is null ? null
            : found.IsDone ? new AnswerResult(await RefreshAsync(http, found.Value), replayed: true)
            : http.Refused(found.Refusal);
    }

    private static Task<SavedAnswer> RefreshAsync(HttpContext http, SavedAnswer saved) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IReplayedAnswer>() is { } replayed
            ? replayed.RefreshAsync(http, saved)
            : Task.FromResult(saved);
}

/// <summary>Responds to a repeated write with the saved response, and passes the key of a new one on. Refusals are not saved: they had no
/// effect, and a repetition may succeed.</summary>
internal sealed class Idempotency(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Bodies up to this size are buffered in memory, longer ones (files) in a temporary file, until the request ends.</summary>
    private const int InMemory = 64 * 1024;

    public Task InvokeAsync(HttpContext http) =>
        http.Request.Headers.TryGetValue(Header, out var keys) && IsWrite(http)
            ? PromiseAsync(http, keys.Count == 1 ? keys[0] : null)
            : next(http);

    private async Task PromiseAsync(HttpContext http, string? key)
    {
        if (key is null || key.Length is 0 or > 255 || key.Any(c => c is <= ' ' or > '~'))
        {
            await ApiProblem.BadRequest($"'{Header}' takes 1 to 255 visible ASCII characters, once.").ExecuteAsync(http);
            return;
        }

        http.Request.EnableBuffering(InMemory);
        var promise = new IdempotencyPromise(key, await HashAsync(http.Request, http.RequestAborted));
        if (await promise.FindAsync(http) is { } before)
        {
            await before.ExecuteAsync(http);
            return;
        }

        http.Features.Set(promise);
        await next(http);
    }

    private static bool IsWrite(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    private static async Task<byte[]> HashAsync(HttpRequest request, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}{request.QueryString}\n"));
        var buffer = new byte[32 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancel)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
