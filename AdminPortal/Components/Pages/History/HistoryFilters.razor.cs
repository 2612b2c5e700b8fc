using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.History;

/// <summary>A change of the filters.</summary>
/// <param name="IsTyped">Whether it is a keystroke, and gets no history entry of its own.</param>
public readonly record struct HistoryChange(HistoryView View, bool IsTyped);

/// <summary>Filters of the history: who, what, which record, when.</summary>
public sealed partial class HistoryFilters
{
    private const string Day = "yyyy-MM-dd";

    [Parameter, EditorRequired]
    public HistoryView View { get; set; } = HistoryView.All;

    [Parameter]
    public EventCallback<HistoryChange> Changed { get; set; }

    private Task Change(HistoryView view, bool isTyped = false) => Changed.InvokeAsync(new HistoryChange(view, isTyped));

    private static string? Text(DateOnly? day) => day?.ToString(Day, CultureInfo.InvariantCulture);

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
