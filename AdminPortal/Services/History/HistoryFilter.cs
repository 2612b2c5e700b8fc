using AdminPortal.Services.Audit;

namespace AdminPortal.Services.History;

/// <summary>A filter for events; null does not restrict.</summary>
/// <param name="Who">Part of the name of the user or key, such as <c>key:Website</c>.</param>
/// <param name="What">The kind of events.</param>
/// <param name="Number">A number in any notation, also a deleted one.</param>
/// <param name="BusinessId">The business that it is about.</param>
/// <param name="From">At this time or later.</param>
/// <param name="Until">Before this time.</param>
/// <param name="PeopleOnly">Only events by people: not by the system and its providers, and not by API keys.</param>
/// <param name="OldestFirst">The order; time is the only one.</param>
public sealed record HistoryFilter(
    string? Who = null,
    EventKind? What = null,
    string? Number = null,
    Guid? BusinessId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    bool PeopleOnly = false,
    bool OldestFirst = false
);
