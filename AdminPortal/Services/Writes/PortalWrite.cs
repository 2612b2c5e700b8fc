using System.Text.Json;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.History;
using AdminPortal.Services.Numbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>One write in progress: its context, its moment, and the audit that is saved with it.</summary>
public sealed class PortalWrite
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<ChangeKind, List<Guid>> _touched = [];

    internal PortalWrite(PortalDbContext db, Actor actor, DateTimeOffset now)
    {
        Db = db;
        Actor = actor;
        Now = now;
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
                RowVersion = NextVersion(number),
                BusinessId = business?.Id ?? aboutBusiness,
                BusinessRowVersion = business is null ? null : NextVersion(business),
                Before = ToJson(before),
                After = ToJson(after),
                Reason = reason,
            }
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
                RowVersion = NextVersion(business),
                Before = ToJson(before),
                After = ToJson(after),
                Reason = reason,
            }
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
                RowVersion = NextVersion(agent),
                Before = ToJson(before),
                After = ToJson(after),
                Reason = reason,
            }
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

    /// <summary>What the tracked changes do to the kept counts.</summary>
    internal StockDelta StockChanges()
    {
        var delta = new StockDelta();
        foreach (var entry in Db.ChangeTracker.Entries<TollFreeNumber>())
        {
            var prefix = E164.ParseExact(entry.Entity.Number).Prefix;
            if (entry.State == EntityState.Added)
                delta.Add(prefix, entry.Entity.Status, 1);
            else if (entry.State == EntityState.Deleted)
                delta.Add(prefix, entry.OriginalValues.GetValue<NumberStatus>(nameof(TollFreeNumber.Status)), -1);
            else if (entry.State == EntityState.Modified)
                delta.Move(prefix, entry.OriginalValues.GetValue<NumberStatus>(nameof(TollFreeNumber.Status)), entry.Entity.Status);
        }

        return delta;
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

    private long? NextVersion(IVersioned row)
    {
        var entry = Db.Entry(row);
        return entry.State switch
        {
            EntityState.Added => 1,
            EntityState.Deleted => entry.OriginalValues.GetValue<long>(nameof(IVersioned.RowVersion)),
            _ => entry.OriginalValues.GetValue<long>(nameof(IVersioned.RowVersion)) + 1,
        };
    }

    private static string? ToJson(object? fields) => fields is null ? null : JsonSerializer.Serialize(fields, s_json);
}
