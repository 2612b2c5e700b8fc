using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>A number's details, with names instead of ids.</summary>
public sealed partial class NumberFacts : IDisposable
{
    private NumberRecord? _shown;
    private string? _last;
    private string? _file;
    private DateTimeOffset? _call;
    private IDisposable? _listening;

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private ImportService Imports { get; set; } = null!;

    [Inject]
    private CallService Calls { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private string Source => _file is null ? NumberLinks.SourceOf(Number) ?? "Not known" : $"Imported from {_file}";

    public void Dispose() => _listening?.Dispose();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(CalledAsync), ChangeKind.Calls);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Number)
            return;
        if (_shown?.ReleasedFrom != Number.ReleasedFrom)
            _last = null;
        _shown = Number;
        await FindCallAsync();
        var (last, source) = (Number.ReleasedFrom, Number.Source);
        if (Number.AssignedTo is null && last is { } business)
            _last = (await Businesses.FindAsync(Current.Actor, business, CancellationToken.None)).Value?.Name;
        if (source?.Split(':') is ["import", var id] && Guid.TryParse(id, out var import))
            _file = (await Imports.FindAsync(Current.Actor, import, CancellationToken.None)).Value?.FileName;
    }

    private async Task CalledAsync()
    {
        await FindCallAsync();
        StateHasChanged();
    }

    private async Task FindCallAsync() =>
        _call = (await Calls.LastOnNumberAsync(Current.Actor, Number.Number, CancellationToken.None)).Value?.At;
}
