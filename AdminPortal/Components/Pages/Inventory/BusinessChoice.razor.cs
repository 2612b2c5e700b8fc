using AdminPortal.Services.Businesses;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>Chooses a business for the filter.</summary>
public sealed partial class BusinessChoice
{
    private BusinessRecord? _business;
    private string? _problem;

    /// <summary>The selected business.</summary>
    [Parameter]
    public Guid? Value { get; set; }

    [Parameter]
    public EventCallback<Guid?> ValueChanged { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_business?.Id == Value)
            return;
        // An address contains only an id; an unknown one stays in force and matches nothing.
        _business = Value is { } id ? (await Businesses.FindAsync(Current.Actor, id, CancellationToken.None)).Value : null;
    }

    private Task ChooseAsync(BusinessRecord? business)
    {
        _business = business;
        return business?.Id == Value ? Task.CompletedTask : ValueChanged.InvokeAsync(business?.Id);
    }

    private async Task<IEnumerable<BusinessRecord>> FindAsync(string? text, CancellationToken cancel)
    {
        var found = await Businesses.ListAsync(Current.Actor, text, null, 10, cancel);
        _problem = found.Refusal?.Message;
        return found.Value?.Items ?? [];
    }
}
