using AdminPortal.Components.Shared;
using AdminPortal.Services.Businesses;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>The selected rows of the list of businesses.</summary>
public sealed class SelectedBusinesses : RowSelection<Guid, BusinessState>
{
    public void Set(BusinessRecord business, bool selected) => Set(business.Id, business.State, selected);

    /// <summary>The selection for services.</summary>
    /// <param name="filter">The filter of the list.</param>
    public BusinessSelection Of(BusinessFilter filter) => new(IsAll ? filter : null, [.. Keys]);
}
