using System.Globalization;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Bulk changes of numbers: the actions of <see cref="NumberService"/>. The key is the number in digits, so that one that was
/// deleted can still be named.</summary>
public sealed class BulkNumbers(NumberService service) : BulkSubject
{
    internal override int KeySize => sizeof(long);

    internal override IReadOnlyList<string> KeyColumns { get; } = ["number"];

    internal static PlannedRow Row(string number, NumberStatus status, long version) =>
        new(UInt128.Parse(number.AsSpan(1), CultureInfo.InvariantCulture), (byte)status, version);

    internal static string NumberOf(PlannedRow row) => string.Create(CultureInfo.InvariantCulture, $"+{row.Key}");

    internal override async Task<List<PlannedRow>> UnchangedSinceAsync(
        PortalDbContext db,
        BulkAct undo,
        IReadOnlyList<PlannedRow> changed,
        CancellationToken cancel
    )
    {
        var present = new List<PlannedRow>();
        foreach (var some in changed.Chunk(NumberService.MostAtOnce))
        {
            var versions = some.ToDictionary(NumberOf, n => n.Version + 1);
            var rows = await db
                .Numbers.Where(n => EF.Parameter(versions.Keys.ToList()).Contains(n.Number))
                .OrderBy(n => n.Number)
                .Select(n => new
                {
                    n.Number,
                    n.Status,
                    n.RowVersion,
                })
                .ToListAsync(cancel);
            present.AddRange(rows.Where(n => n.RowVersion == versions[n.Number]).Select(n => Row(n.Number, n.Status, n.RowVersion)));
        }

        return present;
    }

    internal override async Task<IReadOnlyList<string?>> ApplyAsync(
        PortalWrite write,
        BulkAct act,
        string? reason,
        IReadOnlyList<PlannedRow> rows,
        CancellationToken cancel
    )
    {
        var command = NumberCommand.Of(act.Number!.Value, text: reason);
        var numbers = await NumberLoading.LoadManyAsync(write, [.. rows.Select(NumberOf)], cancel);
        var skipped = new List<string?>(rows.Count);
        foreach (var row in rows)
            skipped.Add(
                !numbers.TryGetValue(NumberOf(row), out var number) ? "No longer in the inventory"
                : number.RowVersion != row.Version ? $"Changed meanwhile: it is {await NumberLoading.StateAsync(write, number, cancel)}"
                : (await service.ApplyAsync(write, number, command, cancel))?.Message
            );
        return skipped;
    }

    internal override string WhyNot(BulkAct act, byte state) => $"It was {((NumberStatus)state).ToText()}";

    internal override Task<Action<CsvSheet, PlannedRow>> KeysOfAsync(
        PortalDbContext db,
        IReadOnlyList<PlannedRow> rows,
        CancellationToken cancel
    ) =>
        // Digits after a plus sign, and a word follows: no formula.
        Task.FromResult<Action<CsvSheet, PlannedRow>>((sheet, row) => sheet.Plain(NumberOf(row)));
}
