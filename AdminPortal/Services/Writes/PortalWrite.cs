using System.Text.Json;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>One write in progress: its context, its moment, and the audit that is saved with it.</summary>
public sealed class PortalWrite
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<ChangeKind, List<Guid>> _touched = [];

    /// <summary>Events that get the version of their rows as those are saved.</summary>
    private readonly List<(AuditEvent Event, IVersioned Row, IVersioned? Business)> _unversioned = [];

    internal PortalWrite(PortalDbContext db, Actor actor, DateTimeOffset now)
    {
        Db = db;
        Actor = actor;
        Now = now;
        db.SavingChanges += (_, _) => OnSaving();
    }

    /// <summary>Tracks changes; saved and committed by <see cref="PortalWriter"/> when the work says that it is done.</summary>
    public PortalDbContext Db { get; }

    public Actor Actor { get; }

    /// <summary>The moment of the write, to the microsecond; the same for all that it changes.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The first event: whether it is in the database tells whether a commit without an answer took place.</summary>
    internal Guid? FirstEventId { get; private set; }

    /// <summary>What the security log tells once it is committed.</summary>
    internal List<AuditedChange> Secured { get; } = [];

    /// <summary>What was saved so far does to the kept counts; applied once, before the commit.</summary>
    internal StockDelta Stock { get; } = new();

    internal IEnumerable<PortalChange> Changes => _touched.Select(t => new PortalChange(t.Key, t.Value));

    /// <summary>
    /// Moves <see cref="Now"/> to this moment if it is later: what follows something is not dated before it. Call it before anything is
    /// dated.
    /// </summary>
    public void NotBefore(DateTimeOffset moment)
    {
        if (moment > Now)
            Now = moment;
    }

    /// <summary>
    /// Saves what was changed so far, in the transaction of the write: rows then have the version that a record of them shows.
    /// </summary>
    public Task SaveAsync(CancellationToken cancel) => Db.SaveChangesAsync(cancel);

    /// <summary>Records what happens to a number, and to the business that it moves to or from.</summary>
    public void AuditNumber(
        string action,
        TollFreeNumber number,
        object? before,
        object? after,
        string? reason,
        Business? business = null,
        Guid? aboutBusiness = null
    )
    {
        Add(
            new AuditEvent
            {
                Action = action,
                Actor = Actor.Name,
                RecordType = AuditRecords.Number,
                RecordId = number.Id,
                Number = number.Number,
                BusinessId = business?.Id ?? aboutBusiness,
                Before = ToJson(before),
                After = ToJson(after),
                Reason = reason,
            },
            number,
            business
        );
        Touch(ChangeKind.Numbers, number.Id);
        if (business is not null)
            Touch(ChangeKind.Businesses, business.Id);
    }

    /// <summary>Records what happens to a business.</summary>
    public void AuditBusiness(string action, Business business, object? before, object? after, string? reason, string? number = null)
    {
        Add(
            new AuditEvent
            {
                Action = action,
                Actor = Actor.Name,
                RecordType = AuditRecords.Business,
                RecordId = business.Id,
                Number = number,
                BusinessId = business.Id,
                Before = ToJson(before),
                After = ToJson(after),
                Reason = reason,
            },
            business
        );
        Touch(ChangeKind.Businesses, business.Id);
    }

    /// <summary>Records what happens to a business's agent.</summary>
    public void AuditAgent(string action, AiAgent agent, object? before, object? after, string? reason = null)
    {
        Add(
            new AuditEvent
            {
                Action = action,
                Actor = Actor.Name,
                RecordType = AuditRecords.Agent,
                RecordId = agent.Id,
                BusinessId = agent.BusinessId,
                Before = ToJson(before),
                After = ToJson(after),
                Reason = reason,
            },
            agent
        );
        Touch(ChangeKind.Agents, agent.Id);
        Touch(ChangeKind.Businesses, agent.BusinessId);
    }

    /// <summary>Records what happens to a record without a version, such as an import or a key.</summary>
    public void Audit(
        string action,
        string recordType,
        Guid recordId,
        object? before,
        object? after,
        ChangeKind kind,
        Guid? businessId = null,
        string? number = null
    )
    {
        Add(
            new AuditEvent
            {
                Action = action,
                Actor = Actor.Name,
                RecordType = recordType,
                RecordId = recordId,
                Number = number,
                BusinessId = businessId,
                Before = ToJson(before),
                After = ToJson(after),
            }
        );
        Touch(kind, recordId);
    }

    /// <summary>Tells listeners of a change that has no event of its own.</summary>
    public void Touch(ChangeKind kind, Guid id)
    {
        if (!_touched.TryGetValue(kind, out var ids))
            _touched[kind] = ids = [];
        ids.Add(id);
    }

    /// <summary>Tells listeners of changes to more records than can be named.</summary>
    public void Touch(ChangeKind kind) => _touched.TryAdd(kind, []);

    /// <summary>Runs before every save, so that the counts and the versions hold however often a write saves.</summary>
    private void OnSaving()
    {
        CountStock();
        RowVersionInterceptor.Raise(Db);
        foreach (var (audit, row, business) in _unversioned)
            (audit.RowVersion, audit.BusinessRowVersion) = (row.RowVersion, business?.RowVersion);
        _unversioned.Clear();
    }

    private void CountStock()
    {
        foreach (var entry in Db.ChangeTracker.Entries<TollFreeNumber>())
        {
            var prefix = E164.ParseExact(entry.Entity.Number).Prefix;
            if (entry.State == EntityState.Added)
                Stock.Add(prefix, entry.Entity.Status, 1);
            else if (entry.State == EntityState.Deleted)
                Stock.Add(prefix, entry.OriginalValues.GetValue<NumberStatus>(nameof(TollFreeNumber.Status)), -1);
            else if (entry.State == EntityState.Modified)
                Stock.Move(prefix, entry.OriginalValues.GetValue<NumberStatus>(nameof(TollFreeNumber.Status)), entry.Entity.Status);
        }
    }

    private void Add(AuditEvent audit, IVersioned row, IVersioned? business = null)
    {
        Add(audit);
        _unversioned.Add((audit, row, business));
    }

    private void Add(AuditEvent audit)
    {
        audit.Id = UuidV7.Create(Now);
        audit.At = Now;
        audit.RequestId = Actor.RequestId;
        FirstEventId ??= audit.Id;
        if (AuditActions.Find(audit.Action)?.IsSecurity == true)
            Secured.Add(new AuditedChange(audit.Action, audit.RecordType, audit.RecordId));
        Db.AuditEvents.Add(audit);
    }

    private static string? ToJson(object? fields) => fields is null ? null : JsonSerializer.Serialize(fields, s_json);
}
