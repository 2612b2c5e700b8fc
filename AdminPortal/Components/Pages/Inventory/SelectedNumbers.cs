using AdminPortal.Components.Shared;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>The selected rows of the inventory.</summary>
public sealed class SelectedNumbers : RowSelection<string, NumberStatus>
{
    public void Set(NumberRecord number, bool selected) => Set(number.Number, number.Status, selected);

    /// <summary>The selection for services.</summary>
    /// <param name="filter">The filter of the list.</param>
    public NumberSelection Of(NumberFilter filter) => new(IsAll ? filter : null, [.. Keys]);
}
