using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Pickers;

/// <summary>Finds an available number in a list of any length.</summary>
public sealed partial class NumberPicker
{
    private const int Most = 12;

    private string? _problem;

    [Parameter]
    public NumberRecord? Value { get; set; }

    [Parameter]
    public EventCallback<NumberRecord?> ValueChanged { get; set; }

    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public string? HelperText { get; set; }

    [Parameter]
    public bool AutoFocus { get; set; }

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private async Task<IEnumerable<NumberRecord?>> FindAsync(string? text, CancellationToken cancel)
    {
        // The field queries with the chosen number when all are wanted.
        var wanted = Value is not null && text == E164.Shown(Value.Number) ? null : text;
        var found = await Inventory.ListAsync(
            Current.Actor,
            new NumberFilter(NumberStatus.Available, wanted),
            null,
            Most,
            CancellationToken.None
        );
        _problem = found.Refusal?.Message;
        return found.Value?.Items ?? [];
    }
}
