using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.History;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Inventory;

/// <summary>What became of one number that was to be added.</summary>
public enum AddResult
{
    Added,

    /// <summary>It is in the inventory already, or stands earlier in the same list.</summary>
    Duplicate,

    /// <summary>It is no number that the settings admit.</summary>
    Rejected,
}

/// <summary>What became of one number of the list, in the list's order.</summary>
/// <param name="Raw">As it was given.</param>
/// <param name="Number">In E.164; null when rejected.</param>
/// <param name="Detail">The reason of a rejection, or the warning that an added number carries.</param>
public sealed record AddedNumber(string Raw, string? Number, AddResult Result, string? Detail);

/// <summary>What became of a list of numbers.</summary>
public sealed record AddedNumbers(IReadOnlyList<AddedNumber> Results)
{
    public int Added => Results.Count(r => r.Result == AddResult.Added);
}

/// <summary>Adds numbers, takes them out of use and back, notes and deletes them. For admins; notes for support too.</summary>
public sealed class StockService(PortalWriter writer, NumberReader reader)
{
    /// <summary>More at once are a file: import them.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>Adds a list of numbers, each written in any way, as available.</summary>
    public Task<Outcome<AddedNumbers>> AddAsync(Actor actor, IReadOnlyList<string?> numbers, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
            return Refused<AddedNumbers>(new Refusal.NotAllowed("add numbers"));
        if (numbers.Count is 0 or > MostAtOnce)
            return Refused<AddedNumbers>(
                new Refusal.Invalid("numbers", $"'numbers' takes 1 to {MostAtOnce} numbers; import a file for more.")
            );

        return writer.RunAsync<AddedNumbers>(
            actor,
            async write =>
            {
                var readings = numbers.Select(n => (Raw: n ?? "", Reading: reader.Read(n))).ToList();
                var wanted = readings.Where(r => r.Reading.IsNumber).Select(r => r.Reading.Number.ToString()).Distinct().ToList();
                var taken = await write.Db.Numbers.Where(n => wanted.Contains(n.Number)).Select(n => n.Number).ToHashSetAsync(cancel);
                return new AddedNumbers([.. readings.Select(r => AddOne(write, r.Raw, r.Reading, taken))]);
            },
            cancel
        );
    }

    /// <summary>Takes an available number out of use.</summary>
    public Task<Outcome<NumberRecord>> DeactivateAsync(Actor actor, string number, string? reason, long? seen, CancellationToken cancel) =>
        MoveAsync(actor, number, NumberAction.Deactivate, reason, seen, "take numbers out of use", StockMoves.DeactivateAsync, cancel);

    /// <summary>Puts an inactive number back into use.</summary>
    public Task<Outcome<NumberRecord>> ActivateAsync(Actor actor, string number, string? reason, long? seen, CancellationToken cancel) =>
        MoveAsync(actor, number, NumberAction.Activate, reason, seen, "put numbers back into use", StockMoves.ActivateAsync, cancel);

    /// <summary>Lets a resting number be given out again before its time.</summary>
    public Task<Outcome<NumberRecord>> EndQuarantineAsync(
        Actor actor,
        string number,
        string? reason,
        long? seen,
        CancellationToken cancel
    ) => MoveAsync(actor, number, NumberAction.EndQuarantine, reason, seen, "end a quarantine", StockMoves.EndQuarantineAsync, cancel);

    /// <summary>Sets or clears a number's note.</summary>
    public Task<Outcome<NumberRecord>> NoteAsync(Actor actor, string number, string? note, long? seen, CancellationToken cancel)
    {
        if (!actor.MayDo(NumberAction.Note))
            return Refused<NumberRecord>(new Refusal.NotAllowed("note on numbers"));
        note = TextRules.Trim(note);
        if (note is not null && TextRules.CheckText("note", note, TextRules.MaxNote, lines: true) is { } fault)
            return Refused<NumberRecord>(fault);

        return writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                var found = await NumberMoves.LoadAsync(write, reader, number, seen, cancel);
                if (!found.IsDone)
                    return found.Refusal;
                var row = found.Value;
                if (row.Note == note)
                    return await NumberMoves.RecordAsync(write, row, cancel);
                var before = row.Note;
                row.Note = note;
                write.AuditNumber(AuditActions.NumberNoted, row, new { note = before }, new { note }, null);
                return await NumberMoves.RecordAsync(write, row, cancel);
            },
            cancel
        );
    }

    /// <summary>Deletes a number that no business ever held.</summary>
    public Task<Outcome<NumberRecord>> DeleteAsync(Actor actor, string number, long? seen, CancellationToken cancel)
    {
        if (!actor.MayDo(NumberAction.Delete))
            return Refused<NumberRecord>(new Refusal.NotAllowed("delete numbers"));
        return writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                var found = await NumberMoves.LoadAsync(write, reader, number, seen, cancel);
                if (!found.IsDone)
                    return found.Refusal;
                var row = found.Value;
                if (await write.Db.Assignments.AnyAsync(a => a.Number == row.Number, cancel))
                    return new Refusal.InvalidTransition(
                        $"{NumberLookup.Display(row.Number)} is {row.Status.ToText()} and a business has held it, so its history must "
                            + $"stay. {InsteadOfDeleting(row.Status)}"
                    );
                var record = NumberRecord.Of(row, null);
                write.Db.Numbers.Remove(row);
                write.AuditNumber(
                    AuditActions.NumberDeleted,
                    row,
                    new
                    {
                        status = row.Status.ToText(),
                        row.Note,
                        row.Source,
                    },
                    null,
                    null
                );
                return record;
            },
            cancel
        );
    }

    private static string InsteadOfDeleting(NumberStatus status) =>
        status switch
        {
            NumberStatus.Assigned => "Release it first; once its quarantine ends, deactivate it instead.",
            NumberStatus.Quarantined => "End its quarantine first, then deactivate it instead.",
            NumberStatus.Inactive => "It is inactive already, so no business gets it.",
            _ => "Deactivate it instead.",
        };

    private Task<Outcome<NumberRecord>> MoveAsync(
        Actor actor,
        string number,
        NumberAction act,
        string? reason,
        long? seen,
        string what,
        Func<PortalWrite, TollFreeNumber, string?, CancellationToken, Task<Refusal?>> move,
        CancellationToken cancel
    )
    {
        if (!actor.MayDo(act))
            return Refused<NumberRecord>(new Refusal.NotAllowed(what));
        if (TextRules.CheckReason(ref reason, NumberActionRules.NeedsReason(act)) is { } fault)
            return Refused<NumberRecord>(fault);

        return writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                var found = await NumberMoves.LoadAsync(write, reader, number, seen, cancel);
                if (!found.IsDone)
                    return found.Refusal;
                if (await move(write, found.Value, reason, cancel) is { } refusal)
                    return refusal;
                return await NumberMoves.RecordAsync(write, found.Value, cancel);
            },
            cancel
        );
    }

    private static AddedNumber AddOne(PortalWrite write, string raw, NumberReading reading, HashSet<string> taken)
    {
        if (!reading.IsNumber)
            return new(raw, null, AddResult.Rejected, reading.Reason);
        var number = reading.Number.ToString();
        if (!taken.Add(number))
            return new(raw, number, AddResult.Duplicate, null);
        var row = new TollFreeNumber
        {
            Id = UuidV7.Create(write.Now),
            Number = number,
            Status = NumberStatus.Available,
            AvailableSince = write.Now,
            CreatedAt = write.Now,
            Source = "manual",
            Warning = reading.Warning?.Text(),
        };
        write.Db.Numbers.Add(row);
        write.AuditNumber(AuditActions.NumberAdded, row, null, new { status = row.Status.ToText() }, null);
        return new(raw, number, AddResult.Added, row.Warning);
    }

    private static Task<Outcome<T>> Refused<T>(Refusal refusal) => Task.FromResult<Outcome<T>>(refusal);
}
