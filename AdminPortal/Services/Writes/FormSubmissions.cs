using System.Security.Cryptography;
using System.Text.Json;
using AdminPortal.Data;

namespace AdminPortal.Services.Writes;

/// <summary>Opens forms that create something, each with its own idempotency key.</summary>
public sealed class FormSubmissions(PortalDatabase database)
{
    /// <summary>The submission of a newly opened form.</summary>
    /// <param name="withoutSecrets">The result as it may be stored, without a secret that is shown once.</param>
    public FormSubmission<T> Open<T>(Func<T, T>? withoutSecrets = null)
        where T : notnull => new(database, withoutSecrets ?? (value => value));
}

/// <summary>A form that creates something. However often it is submitted, one record is created and every submission gets the first result:
/// on a double click, and on a retry after a lost response. Used by one page, with sequential calls.</summary>
public sealed class FormSubmission<T>
    where T : notnull
{
    private readonly PortalDatabase _database;
    private readonly Func<T, T> _withoutSecrets;
    private readonly string _key = $"form-{Guid.NewGuid():N}";
    private Task<Outcome<T>>? _sent;

    internal FormSubmission(PortalDatabase database, Func<T, T> withoutSecrets) =>
        (_database, _withoutSecrets) = (database, withoutSecrets);

    /// <summary>Submits the form. A refused submission had no effect, and can be corrected and sent again.</summary>
    /// <param name="fields">The form's values: other values after a success are refused.</param>
    /// <param name="create">The service's operation, in a single write.</param>
    /// <returns>What was created; without its secret if only the stored result is left.</returns>
    public Task<Outcome<T>> SendAsync(Actor actor, object fields, Func<Actor, Task<Outcome<T>>> create) =>
        _sent is { IsCompleted: false } or { IsCompletedSuccessfully: true, Result.IsDone: true }
            ? _sent
            : _sent = CreateAsync(actor, fields, create);

    private async Task<Outcome<T>> CreateAsync(Actor actor, object fields, Func<Actor, Task<Outcome<T>>> create)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields));
        var promise = new IdempotentRequest(
            actor.CallerId,
            _key,
            hash,
            value => new SavedAnswer(201, JsonSerializer.Serialize(_withoutSecrets((T)value)))
        );
        var outcome = await create(actor with { Idempotency = promise });
        if (outcome.Refusal is not Refusal.AlreadyAnswered)
            return outcome;

        var found = await IdempotencyRecords.FindAsync(_database, promise.Caller, promise.Key, hash, CancellationToken.None);
        if (found is { IsDone: true })
            return JsonSerializer.Deserialize<T>(found.Value.Body)!;
        return new Refusal.InvalidTransition("This form was already saved, with other values. Open it again to create another.");
    }
}
