using System.Buffers.Binary;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import.Csv;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Bulk;

/// <summary>Bulk changes of businesses and their agents. The key is the business's id. A business is compared by its state and not by its
/// version, as in the actions on one: its agent gets a new version with each sync.</summary>
public sealed class BulkBusinesses(NumberSettings numbers) : BulkSubject
{
    internal override int KeySize => 16;

    internal override IReadOnlyList<string> KeyColumns { get; } = ["business_id", "business"];

    /// <summary>The planned rows of businesses, in any order, with their names.</summary>
    internal static IQueryable<BusinessNow> Project(PortalDbContext db, IQueryable<Business> businesses) =>
        businesses.Select(b => new BusinessNow(
            b.Id,
            b.Name,
            b.PhoneNumber != null,
            db.WaitingList.Any(w => w.BusinessId == b.Id),
            db.Agents.Where(a => a.BusinessId == b.Id).Select(a => (bool?)a.IsPaused).FirstOrDefault(),
            b.ClosedAt != null
        ));

    internal override async Task<List<PlannedRow>> UnchangedSinceAsync(
        PortalDbContext db,
        BulkAct undo,
        IReadOnlyList<PlannedRow> changed,
        CancellationToken cancel
    )
    {
        var present = new List<PlannedRow>();
        foreach (var some in changed.Chunk(1_000))
        {
            var ids = some.Select(IdOf).ToList();
            var rows = await Project(db, db.Businesses.Where(b => EF.Parameter(ids).Contains(b.Id))).ToListAsync(cancel);
            present.AddRange(rows.Select(b => b.Row).Where(row => undo.StartsFrom(row.State)));
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
        var action = act.Business!.Value;
        var ids = rows.Select(IdOf).ToList();
        var businesses = await write.Db.Businesses.Where(b => EF.Parameter(ids).Contains(b.Id)).ToDictionaryAsync(b => b.Id, cancel);
        var waiting = await write
            .Db.WaitingList.Where(w => EF.Parameter(ids).Contains(w.BusinessId))
            .Select(w => w.BusinessId)
            .ToHashSetAsync(cancel);
        var agents = await write
            .Db.Agents.Where(a => EF.Parameter(ids).Contains(a.BusinessId))
            .ToDictionaryAsync(a => a.BusinessId, cancel);
        var agentIds = agents.Values.Select(a => a.Id).ToList();
        var syncs = await write
            .Db.AgentSyncs.Where(s => EF.Parameter(agentIds).Contains(s.AgentId))
            .ToDictionaryAsync(s => s.AgentId, cancel);
        var skipped = new List<string?>(rows.Count);
        foreach (var id in ids)
        {
            if (!businesses.TryGetValue(id, out var business))
            {
                skipped.Add("It no longer exists");
                continue;
            }

            var agent = agents.GetValueOrDefault(id);
            var state = BusinessRules.StateOf(
                business.PhoneNumber is not null,
                waiting.Contains(id),
                agent?.IsPaused,
                business.ClosedAt is not null
            );
            if (!BusinessRules.Of(action).StartsFrom(state))
            {
                skipped.Add($"Changed meanwhile. {BusinessRules.WhyNot(action, state)}");
                continue;
            }

            if (action == BusinessAction.RequestNumbers)
                await RequestAsync(write, business, cancel);
            else
                AgentService.SetPaused(write, agent!, syncs[agent!.Id], action == BusinessAction.PauseAgents);
            skipped.Add(null);
        }

        return skipped;
    }

    internal override string WhyNot(BulkAct act, byte state) => BusinessRules.WhyNot(act.Business!.Value, (BusinessState)state);

    internal override async Task<Action<CsvSheet, PlannedRow>> KeysOfAsync(
        PortalDbContext db,
        IReadOnlyList<PlannedRow> rows,
        CancellationToken cancel
    )
    {
        var ids = rows.Select(IdOf).ToList();
        var names = await db.Businesses.Where(b => EF.Parameter(ids).Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, cancel);
        return (sheet, row) =>
        {
            sheet.Id(IdOf(row));
            sheet.Text(names.GetValueOrDefault(IdOf(row)));
        };
    }

    /// <summary>Assigns the next number, or adds the business to the waiting list. Saved at once, so that the next business finds the next
    /// number.</summary>
    private async Task RequestAsync(PortalWrite write, Business business, CancellationToken cancel)
    {
        await NumberLoading.LoadBusinessAsync(write, business.Id, cancel);
        var number = await NextNumber.FindAsync(write, numbers, cancel);
        await NextNumber.GiveOrWaitAsync(write, business, number, cancel);
        await write.SaveAsync(cancel);
    }

    private static Guid IdOf(PlannedRow row)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, row.Key);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A business with what decides.</summary>
    internal sealed record BusinessNow(Guid Id, string Name, bool HasNumber, bool IsWaiting, bool? IsPaused, bool IsClosed)
    {
        public PlannedRow Row
        {
            get
            {
                Span<byte> bytes = stackalloc byte[16];
                Id.TryWriteBytes(bytes, bigEndian: true, out _);
                return new(
                    BinaryPrimitives.ReadUInt128BigEndian(bytes),
                    (byte)BusinessRules.StateOf(HasNumber, IsWaiting, IsPaused, IsClosed),
                    Version: 0
                );
            }
        }
    }
}
