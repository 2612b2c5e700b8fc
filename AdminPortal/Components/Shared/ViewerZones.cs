using System.Diagnostics.CodeAnalysis;
using NodaTime.TimeZones;

namespace AdminPortal.Components.Shared;

/// <summary>Finds the time zone that a browser reports.</summary>
public static class ViewerZones
{
    /// <summary>Finds a zone by its IANA name, old or new. Browsers still report names such as <c>Asia/Calcutta</c>, which many machines no
    /// longer have, and <c>Europe/Kyiv</c>, which older ones do not have yet.</summary>
    /// <param name="id">The name; the zones of this machine decide.</param>
    /// <param name="find">Looks a name up on this machine.</param>
    public static bool TryFind(string? id, Func<string, TimeZoneInfo?> find, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = string.IsNullOrEmpty(id) ? null : NamesOf(id).Select(find).FirstOrDefault(found => found is not null);
        return zone is not null;
    }

    /// <inheritdoc cref="TryFind(string?, Func{string, TimeZoneInfo?}, out TimeZoneInfo?)"/>
    public static bool TryFind(string? id, [NotNullWhen(true)] out TimeZoneInfo? zone) =>
        TryFind(id, name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : null, out zone);

    private static IEnumerable<string> NamesOf(string id)
    {
        yield return id;
        var source = TzdbDateTimeZoneSource.Default;
        if (!source.CanonicalIdMap.TryGetValue(id, out var canonical))
            yield break;
        yield return canonical;
        foreach (var alias in source.Aliases[canonical])
            yield return alias;
    }
}
