namespace AdminPortal.Services.Settings;

/// <summary>Where people reach the portal: the setting <c>PublicUrl</c>, without a slash at its end; null when it is not set.</summary>
public sealed record PublicAddress(string? Url)
{
    /// <summary>Host and port, as browsers name an origin.</summary>
    public string? Authority => Url is null ? null : new Uri(Url).Authority;
}
