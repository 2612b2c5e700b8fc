using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Numbers;

/// <summary>All actions on a number, by the rules of <see cref="NumberRules"/>. If the caller passes the version they saw (<c>seen</c>), a
/// number that changed since is refused as <see cref="Refusal.Stale"/>.</summary>
public sealed class NumberService(PortalWriter writer, PortalReader reads, NumberReader reader, NumberSettings settings)
{
    /// <summary>For more, import a file.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>Performs one action on one number.</summary>
    /// <param name="number">In any notation.</param>
    /// <returns>The number after the action; for a deletion, before it.</returns>
    public async Task<Outcome<NumberRecord>> DoAsync(
        Actor actor,
        string number,
        NumberCommand command,
        long? seen,
        CancellationToken cancel
    )
    {
        var rule = NumberRules.Of(command.Action);
        if (!rule.IsAllowedTo(actor))
            return new Refusal.NotAllowed(rule.Words);
        if (CheckText(rule, ref command) is { } fault)
            return fault;
        return await writer.RunAsync<NumberRecord>(
            actor,
            async write =>
            {
                var found = await NumberLoading.LoadAsync(write, reader, number, seen, cancel);
                if (!found.IsDone)
                    return found.Refusal;
                if (await ApplyAsync(write, found.Value, command, cancel) is { } refusal)
                    return refusal;
                await write.SaveAsync(cancel);
                return await NumberLoading.RecordAsync(write, found.Value, cancel);
            },
            cancel
        );
    }

    /// <summary>Adds a list of numbers, in any notation, as available. For admins.</summary>
    public async Task<Outcome<AddedNumbers>> AddAsync(Actor actor, IReadOnlyList<string?> numbers, CancellationToken cancel) =>
        CheckList(actor, numbers) is { } refusal
            ? refusal
            : await writer.RunAsync<AddedNumbers>(
                actor,
                async write =>
                {
                    var list = await ReadListAsync(write.Db, numbers, cancel);
                    foreach (var number in list.Results.Where(r => r.Result == AddResult.Added))
                    {
                        var row = TollFreeNumber.New(UuidV7.Create(write.Now), number.Number!, write.Now, "manual", number.Detail);
                        write.Db.Numbers.Add(row);
                        write.AuditNumber(AuditActions.NumberAdded, row, null, new { status = row.Status.ToText() }, null);
                    }

                    return list;
                },
                cancel
            );

    /// <summary>What <see cref="AddAsync"/> would do with a list now. For admins.</summary>
    public async Task<Outcome<AddedNumbers>> CheckAsync(Actor actor, IReadOnlyList<string?> numbers, CancellationToken cancel) =>
        CheckList(actor, numbers) is { } refusal
            ? refusal
            : await reads.RunAsync<AddedNumbers>(async db => await ReadListAsync(db, numbers, cancel), cancel);

    /// <summary>Applies the change to one number, also within a batch; the caller has checked role and reason.</summary>
    /// <returns>Null on success.</returns>
    internal async Task<Refusal?> ApplyAsync(PortalWrite write, TollFreeNumber row, NumberCommand command, CancellationToken cancel)
    {
        var rule = NumberRules.Of(command.Action);
        write.IsUndo = command.IsUndo;
        Business? to = null;
        if (command.To is { } id && (to = await NumberLoading.LoadBusinessAsync(write, id, cancel)) is null)
            return new Refusal.NotFound("such business");
        if (command is NumberCommand.Delete)
            return await NumberChanges.DeleteAsync(write, row, cancel);
        if (!rule.StartsFrom(row.Status) || (to is not null && row.AssignedTo == to.Id))
            return await IllegalAsync(write, row, rule, to, cancel);
        if (command is NumberCommand.Activate && row.ReturnedAt is { } returned)
            return new Refusal.InvalidTransition(
                $"{E164.Shown(row.Number)} was released at its supplier on {returned:yyyy-MM-dd}, so it cannot be activated. "
                    + "Buy another one."
            );
        if (command is NumberCommand.UndoRelease)
        {
            if (row.ReleasedFrom is not { } from)
                return await IllegalAsync(write, row, rule, null, cancel);
            to = await NumberLoading.LoadBusinessAsync(write, from, cancel);
        }

        if (to is { ClosedAt: not null })
            return Refusal.InvalidTransition.Closed(to.Name);
        if (to?.PhoneNumber is { } has)
            return new Refusal.InvalidTransition(
                $"{to.Name} is assigned {E164.Shown(has)}, and a business has one number. Release that one first, or " + "reassign it."
            );
        switch (command)
        {
            case NumberCommand.Assign:
                await NumberChanges.AssignAsync(write, row, to!, command.Reason, cancel);
                break;
            case NumberCommand.Release:
                await NumberChanges.ReleaseAsync(write, row, settings.QuarantineDays, command.Reason, cancel);
                break;
            case NumberCommand.Reassign:
                await NumberChanges.ReassignAsync(write, row, to!, command.Reason, cancel);
                break;
            case NumberCommand.UndoRelease:
                await NumberChanges.UndoReleaseAsync(write, row, to!, cancel);
                break;
            case NumberCommand.EndQuarantine:
                NumberChanges.EndQuarantine(write, row, write.Now, command.Reason);
                break;
            case NumberCommand.Deactivate:
                NumberChanges.Deactivate(write, row, command.Reason);
                break;
            case NumberCommand.Activate:
                NumberChanges.Activate(write, row, command.Reason);
                break;
            case NumberCommand.Note { Text: var text }:
                NumberChanges.Note(write, row, text);
                break;
            default:
                throw new InvalidOperationException($"Nothing does {command.Action}.");
        }

        return null;
    }

    /// <summary>Trims the reason or note of a command; refused if it is missing or invalid.</summary>
    private static Refusal? CheckText(NumberRule rule, ref NumberCommand command)
    {
        if (command is NumberCommand.Note { Text: var note })
        {
            command = new NumberCommand.Note(note = TextRules.Trim(note)) { IsUndo = command.IsUndo };
            return note is null ? null : TextRules.CheckText("note", note, TextRules.MaxNote, lines: true);
        }

        if (rule.Reason == ReasonRule.None)
            return null;
        var reason = command.Reason;
        var fault = TextRules.CheckReason(ref reason, rule.NeedsReason);
        command = command with { Reason = reason };
        return fault;
    }

    /// <summary>Names the number's current state and what is possible from there.</summary>
    private static async Task<Refusal> IllegalAsync(
        PortalWrite write,
        TollFreeNumber row,
        NumberRule rule,
        Business? to,
        CancellationToken cancel
    )
    {
        var state =
            row.Status == NumberStatus.Quarantined
                ? $"quarantined until {row.QuarantinedUntil:yyyy-MM-dd HH:mm} UTC"
                : await NumberLoading.StateAsync(write, row, cancel);
        var become = to is null ? rule.Become : $"{rule.Become} to {to.Name}";
        return new Refusal.InvalidTransition(
            $"{E164.Shown(row.Number)} is {state}, so it cannot be {become}. {NumberRules.WhatIsPossible(row.Status)}"
        );
    }

    private static Refusal? CheckList(Actor actor, IReadOnlyList<string?> numbers) =>
        !actor.IsAdmin ? new Refusal.NotAllowed("add numbers")
        : numbers.Count is 0 or > MostAtOnce
            ? new Refusal.Invalid("numbers", $"'numbers' takes 1 to {MostAtOnce} numbers; import a file for more.")
        : null;

    /// <summary>Which numbers of a list are new, duplicate or invalid.</summary>
    private async Task<AddedNumbers> ReadListAsync(PortalDbContext db, IReadOnlyList<string?> numbers, CancellationToken cancel)
    {
        var readings = numbers.Select(n => (Raw: n ?? "", Reading: reader.Read(n))).ToList();
        var wanted = readings.Where(r => r.Reading.IsNumber).Select(r => r.Reading.Number.ToString()).Distinct().ToList();
        var taken = await db.Numbers.Where(n => wanted.Contains(n.Number)).Select(n => n.Number).ToHashSetAsync(cancel);
        return new AddedNumbers([.. readings.Select(r => Judge(r.Raw, r.Reading, taken))]);
    }

    /// <param name="taken">Numbers that are in the inventory, or were earlier in the list.</param>
    private static AddedNumber Judge(string raw, NumberReading reading, HashSet<string> taken)
    {
        if (!reading.IsNumber)
            return new(raw, null, AddResult.Rejected, reading.Reason);
        var number = reading.Number.ToString();
        return taken.Add(number) ? new(raw, number, AddResult.Added, reading.Warning?.Text()) : new(raw, number, AddResult.Duplicate, null);
    }
}
