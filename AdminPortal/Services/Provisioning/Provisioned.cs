namespace AdminPortal.Services.Provisioning;

/// <summary>The number of a business.</summary>
/// <param name="IsNew">Whether this call assigned it.</param>
public sealed record Provisioned(Guid BusinessId, string PhoneNumber, DateTimeOffset AssignedAt, bool IsNew);
