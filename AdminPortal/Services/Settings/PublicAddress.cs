namespace AdminPortal.Services.Settings;

/// <summary>The portal's public address: the setting <c>PublicUrl</c>, without a trailing slash; null if not set.</summary>
public sealed record PublicAddress(string? Url)
{
    /// <summary>Host and port, as in a browser's origin.</summary>
    public string? Authority => Url is null ? null : new Uri(Url).Authority;
}
