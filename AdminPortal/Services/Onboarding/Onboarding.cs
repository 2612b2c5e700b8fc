using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;

namespace AdminPortal.Services.Onboarding;

/// <summary>A business to onboard.</summary>
/// <param name="BusinessName">Required, except when a business completes its own sign-up: then name, address and external id do not
/// change.</param>
/// <param name="ExternalId">The caller's own key; the same key finds the business that was created with it.</param>
/// <param name="ProvisionNumber">Whether it gets a number now, or a place on the waiting list.</param>
public sealed record NewClient(
    string? BusinessName,
    string? ContactEmail,
    string? ExternalId,
    AgentConfiguration Agent,
    bool ProvisionNumber = true
);

/// <summary>An onboarded business, new or existing.</summary>
/// <param name="AgentId">Null only for an existing business without an agent.</param>
/// <param name="IsNew">Whether this call changed anything.</param>
public sealed record Onboarded(Guid BusinessId, Guid? AgentId, AgentStatus? AgentStatus, string? PhoneNumber, bool Waitlisted, bool IsNew);
