namespace AdminPortal.Services.Businesses;

/// <summary>What decides which bulk actions a business allows.</summary>
/// <param name="IsPaused">Whether its agent is paused; null without an agent.</param>
public readonly record struct BusinessState(bool HasNumber, bool? IsPaused)
{
    public static BusinessState Of(BusinessRecord business) => new(business.PhoneNumber is not null, null);
}
