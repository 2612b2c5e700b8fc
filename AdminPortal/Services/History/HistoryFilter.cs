using AdminPortal.Services.Audit;

namespace AdminPortal.Services.History;

/// <summary>Which events are meant; what is null does not narrow.</summary>
/// <param name="Who">Part of the name of the person or key, such as <c>key:Website</c> or a person's.</param>
/// <param name="What">What kind of events.</param>
/// <param name="Number">A number written in any way, also one that was deleted.</param>
/// <param name="BusinessId">The business that it is about.</param>
/// <param name="From">At this moment or later.</param>
/// <param name="Until">Before this moment.</param>
public sealed record HistoryFilter(
    string? Who = null,
    EventKind? What = null,
    string? Number = null,
    Guid? BusinessId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null
);
