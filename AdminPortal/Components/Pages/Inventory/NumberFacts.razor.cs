using AdminPortal.Components.Shared;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Inventory;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>What is known of a number, in names instead of ids.</summary>
public sealed partial class NumberFacts
{
    private NumberRecord? _shown;
    private string? _last;
    private string? _file;

    [Parameter, EditorRequired]
    public NumberRecord Number { get; set; } = null!;

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private ImportService Imports { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private string Source => Number.Source?.Split(':')[0] switch
    {
        "import" when _file is not null => $"Imported from {_file}",
        "import" => "Imported from a file",
        "manual" => "Added by hand",
        "order" => "Bought",
        "sample" => "Sample data",
        null => "Not known",
        var other => other,
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Number)
            return;
        _shown = Number;
        var (last, source) = (Number.ReleasedFrom, Number.Source);
        if (Number.AssignedTo is null && last is { } business)
            _last = (await Read.OffThreadAsync(() => Businesses.FindAsync(Current.Actor, business, CancellationToken.None))).Value?.Name;
        if (source?.Split(':') is ["import", var id] && Guid.TryParse(id, out var import))
            _file = (await Read.OffThreadAsync(() => Imports.FindAsync(Current.Actor, import, CancellationToken.None))).Value?.FileName;
    }
}
