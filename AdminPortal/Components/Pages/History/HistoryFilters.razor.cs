using System.Globalization;
using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.History;

/// <summary>A change of the filters.</summary>
/// <param name="IsTyped">Whether it is a keystroke, and gets no history entry of its own.</param>
public readonly record struct HistoryChange(HistoryView View, bool IsTyped);

/// <summary>Filters of the history: who, what, which record, when.</summary>
public sealed partial class HistoryFilters
{
    private const string Day = "yyyy-MM-dd";

    private BusinessRecord? _business;

    [Parameter, EditorRequired]
    public HistoryView View { get; set; } = HistoryView.All;

    [Parameter]
    public EventCallback<HistoryChange> Changed { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_business?.Id == View.Business)
            return;
        var wanted = View.Business;
        _business = null;
        if (wanted is not { } id)
            return;
        var found = await Businesses.FindAsync(Current.Actor, id, CancellationToken.None);
        if (wanted == View.Business)
            _business = found.Value;
    }

    private Task ChooseBusiness(BusinessRecord? business)
    {
        _business = business;
        return Change(View with { Business = business?.Id });
    }

    private Task Change(HistoryView view, bool isTyped = false) => Changed.InvokeAsync(new HistoryChange(view, isTyped));

    private static string? Text(DateOnly? day) => day?.ToString(Day, CultureInfo.InvariantCulture);

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
