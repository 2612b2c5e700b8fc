using System.Text.Json;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Writes;

/// <summary>One write in progress: its context, its time, and its audit events.</summary>
public sealed class PortalWrite
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<ChangeKind, List<Guid>> _touched = [];

    /// <summary>Events that get the version of their rows when those are saved.</summary>
    private readonly List<(AuditEvent Event, IVersioned Row, IVersioned? Business)> _unversioned = [];

    internal PortalWrite(PortalDbContext db, Actor actor, DateTimeOffset now)
    {
        Db = db;
        Actor = actor;
        Now = now;
        db.SavingChanges += (_, _) => OnSaving();
    }

    /// <summary>The field of an event that marks it as an undo.</summary>
    public const string UndoField = "undo";

    /// <summary>Tracks changes; saved and committed by <see cref="PortalWriter"/> if the work succeeds.</summary>
    public PortalDbContext Db { get; }

    public Actor Actor { get; }

    /// <summary>Whether the recorded changes take an earlier action back.</summary>
    public bool IsUndo { get; set; }

    /// <summary>The time of the write in microseconds, the same for all its changes.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The first event: its existence shows whether a commit without a response took place.</summary>
    internal Guid? FirstEventId { get; private set; }

    /// <summary>Security events to log after the commit.</summary>
    internal List<AuditedChange> Secured { get; } = [];

    /// <summary>The effect of the saved changes on the counts; applied once, before the commit.</summary>
    internal StockDelta Stock { get; } = new();

    internal IEnumerable<PortalChange> Changes => _touched.Select(t => new PortalChange(t.Key, t.Value));

    /// <summary>Moves <see cref="Now"/> to this time if it is later, so that times never go backwards. Call it before using
    /// <see cref="Now"/>.</summary>
    public void NotBefore(DateTimeOffset moment)
    {
        if (moment > Now)
            Now = moment;
    }

    /// <summary>Saves the changes so far in the transaction of the write: rows then have the version that their records show.</summary>
    public Task SaveAsync(CancellationToken cancel) => Db.SaveChangesAsync(cancel);

    /// <summary>Records a change of a number, and of the business that gets or loses it.</summary>
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
                After = AfterJson(after),
                Reason = reason,
            },
            number,
            business
        );
        Touch(ChangeKind.Numbers, number.Id);
        if (business is not null)
            Touch(ChangeKind.Businesses, business.Id);
    }

    /// <summary>Records a change of a business.</summary>
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
                After = AfterJson(after),
                Reason = reason,
            },
            business
        );
        Touch(ChangeKind.Businesses, business.Id);
    }

    /// <summary>Records a change of a business's agent.</summary>
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
                After = AfterJson(after),
                Reason = reason,
            },
            agent
        );
        Touch(ChangeKind.Agents, agent.Id);
        Touch(ChangeKind.Businesses, agent.BusinessId);
    }

    /// <summary>Records a change of an order.</summary>
    public void AuditOrder(string action, NumberOrder order, object? before, object? after)
    {
        Add(
            new AuditEvent
            {
                Action = action,
                Actor = Actor.Name,
                RecordType = AuditRecords.Order,
                RecordId = order.Id,
                Number = order.Number,
                Before = ToJson(before),
                After = AfterJson(after),
            },
            order
        );
        Touch(ChangeKind.Orders, order.Id);
    }

    /// <summary>Records a change of a record without a version, such as an import or a key.</summary>
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
                After = AfterJson(after),
            }
        );
        Touch(kind, recordId);
    }

    /// <summary>Notifies listeners of a change without an event.</summary>
    public void Touch(ChangeKind kind, Guid id)
    {
        if (!_touched.TryGetValue(kind, out var ids))
            _touched[kind] = ids = [];
        ids.Add(id);
    }

    /// <summary>Notifies listeners of changes to more records than can be listed.</summary>
    public void Touch(ChangeKind kind) => _touched.TryAdd(kind, []);

    /// <summary>Runs before every save, so that counts and versions are right however often a write saves.</summary>
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

    private string? AfterJson(object? fields)
    {
        if (!IsUndo || fields is null)
            return ToJson(fields);
        var json = JsonSerializer.SerializeToNode(fields, s_json)!.AsObject();
        json[UndoField] = true;
        return json.ToJsonString(s_json);
    }

    private static string? ToJson(object? fields) => fields is null ? null : JsonSerializer.Serialize(fields, s_json);
}
