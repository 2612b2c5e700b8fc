namespace AdminPortal.Services.Provisioning;

/// <summary>The number that a business has, whether it got it now or had it already.</summary>
/// <param name="IsNew">Whether this very call assigned it.</param>
public sealed record Provisioned(Guid BusinessId, string PhoneNumber, DateTimeOffset AssignedAt, bool IsNew);
