using System.Text.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;

namespace AdminPortal.Api;

/// <summary>The number of a business.</summary>
internal sealed record ProvisionAnswer(bool Success, string PhoneNumber, Guid BusinessId, DateTimeOffset AssignedAt)
{
    public static ProvisionAnswer Of(Provisioned given) => new(true, given.PhoneNumber, given.BusinessId, given.AssignedAt);
}

/// <summary>An onboarded business.</summary>
/// <param name="PhoneNumber">Its number; null while it is waiting for one, or if none was requested.</param>
/// <param name="Waitlisted">Whether it is on the waiting list, and will get a number automatically.</param>
internal sealed record OnboardingAnswer(bool Success, Guid BusinessId, OnboardedAgent? Agent, string? PhoneNumber, bool Waitlisted)
{
    public static OnboardingAnswer Of(Onboarded done) =>
        new(
            true,
            done.BusinessId,
            done is { AgentId: { } id, AgentStatus: { } status } ? new OnboardedAgent(id, status) : null,
            done.PhoneNumber,
            done.Waitlisted
        );
}

/// <summary>The agent of an onboarded business: <c>provisioning</c> until it exists at the provider.</summary>
internal sealed record OnboardedAgent(Guid Id, AgentStatus Status);

/// <summary>The results of a list of numbers, in list order.</summary>
internal sealed record AddNumbersAnswer(int Added, int Duplicates, int Rejected, IReadOnlyList<AddedNumber> Results)
{
    public static AddNumbersAnswer Of(AddedNumbers added) =>
        new(
            added.Added,
            added.Results.Count(r => r.Result == AddResult.Duplicate),
            added.Results.Count(r => r.Result == AddResult.Rejected),
            added.Results
        );
}

/// <summary>Numbers by status: in total, and for each prefix (an area code, or a country's calling code).</summary>
internal sealed record SummaryAnswer(StockCount Total, IReadOnlyList<PrefixCount> Prefixes)
{
    public static SummaryAnswer Of(InventorySummary summary) =>
        new(
            summary.Total,
            [
                .. summary.Prefixes.Select(p => new PrefixCount(
                    p.Prefix,
                    p.Counts.Available,
                    p.Counts.Assigned,
                    p.Counts.Quarantined,
                    p.Counts.Inactive,
                    p.Counts.Total
                )),
            ]
        );
}

/// <summary>Numbers of a prefix by status.</summary>
internal sealed record PrefixCount(string Prefix, long Available, long Assigned, long Quarantined, long Inactive, long Total);

/// <summary>One event of a record's history.</summary>
internal sealed record HistoryItem(
    DateTimeOffset At,
    string Actor,
    string Action,
    string? Number,
    Guid? BusinessId,
    string? Reason,
    JsonElement? Before,
    JsonElement? After,
    long? RowVersion
)
{
    public static IReadOnlyList<HistoryItem> Of(RecordHistory history) =>
        [
            .. history.Events.Select(e => new HistoryItem(
                e.At,
                e.Actor,
                e.Action,
                e.Number,
                e.BusinessId,
                e.Reason,
                e.Before,
                e.After,
                e.RowVersion
            )),
        ];
}

/// <summary>The history of a number, newest first: its events and its holders.</summary>
internal sealed record NumberHistory(IReadOnlyList<HistoryItem> Items, IReadOnlyList<LedgerEntry> Ledger, string? Next)
{
    public static NumberHistory Of(RecordHistory history) => new(HistoryItem.Of(history), history.Ledger, null);
}

/// <summary>A business's own record with its history.</summary>
internal sealed record OwnBusiness(
    Guid Id,
    string Name,
    string? ContactEmail,
    string? ExternalId,
    string? PhoneNumber,
    DateTimeOffset? AssignedAt,
    bool Waitlisted,
    AgentRecord? Agent,
    long RowVersion,
    DateTimeOffset CreatedAt,
    IReadOnlyList<HistoryItem> History
)
{
    public static OwnBusiness Of(BusinessRecord b, RecordHistory history) =>
        new(
            b.Id,
            b.Name,
            b.ContactEmail,
            b.ExternalId,
            b.PhoneNumber,
            b.AssignedAt,
            b.Waitlisted,
            b.Agent,
            b.RowVersion,
            b.CreatedAt,
            HistoryItem.Of(history)
        );
}

/// <summary>A new API key.</summary>
/// <param name="Key">The key itself, shown only here; null if the request is repeated with its <c>Idempotency-Key</c>, because it is not
/// stored.</param>
internal sealed record ShownApiKey(Guid Id, string? Key, PortalRole Role, Guid? BusinessId, string Name, DateTimeOffset? ExpiresAt)
{
    public static ShownApiKey Of(CreatedApiKey made) => new(made.Id, made.Key, made.Role, made.BusinessId, made.Name, made.ExpiresAt);
}
