using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;

namespace AdminPortal.Services.Onboarding;

/// <summary>A business to be taken on, with all that it gets.</summary>
/// <param name="BusinessName">Needed, except where a business completes its own sign-up: then it is what it is, as are address and external
/// id.</param>
/// <param name="ExternalId">The caller's own key; the same again finds the business that was taken on with it.</param>
/// <param name="ProvisionNumber">Whether it gets a number now, or a place on the waiting list.</param>
public sealed record NewClient(
    string? BusinessName,
    string? ContactEmail,
    string? ExternalId,
    AgentConfiguration Agent,
    bool ProvisionNumber = true
);

/// <summary>A business that was taken on, now or before.</summary>
/// <param name="AgentId">Null only for one that was there before, and had none.</param>
/// <param name="IsNew">Whether this very call did anything.</param>
public sealed record Onboarded(Guid BusinessId, Guid? AgentId, AgentStatus? AgentStatus, string? PhoneNumber, bool Waitlisted, bool IsNew);
