using AdminPortal.Services.Businesses;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Shared.Pickers;

/// <summary>Finds a business in a list of any length.</summary>
public sealed partial class BusinessPicker
{
    private const int Most = 12;

    private BusinessRecord? _chosen;
    private string? _problem;

    [Parameter]
    public BusinessRecord? Value { get; set; }

    [Parameter]
    public EventCallback<BusinessRecord?> ValueChanged { get; set; }

    /// <summary>The business by its id, for filters in the URL. An unknown id stays in effect.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>Set to use <see cref="Id"/> instead of <see cref="Value"/>.</summary>
    [Parameter]
    public EventCallback<Guid?> IdChanged { get; set; }

    /// <summary>The label of a form field; null for a filter.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter]
    public string Placeholder { get; set; } = "Name, e-mail, external id";

    /// <summary>Whether only businesses without a number can be chosen; others are shown with theirs.</summary>
    [Parameter]
    public bool WithoutNumber { get; set; }

    [Parameter]
    public bool AutoFocus { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Inject]
    private BusinessService Businesses { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string Icon => Label is null ? Icons.Material.Outlined.Storefront : Icons.Material.Outlined.Search;

    private Size IconSize => Label is null ? Size.Small : Size.Medium;

    protected override async Task OnParametersSetAsync()
    {
        if (!IdChanged.HasDelegate)
            _chosen = Value;
        else if (_chosen?.Id != Id)
            await LookUpAsync(Id);
    }

    private async Task LookUpAsync(Guid? wanted)
    {
        _chosen = null;
        if (wanted is not { } id)
            return;
        var found = await Businesses.FindAsync(Current.Actor, id, CancellationToken.None);
        if (wanted == Id)
            _chosen = found.Value;
    }

    private Task ChooseAsync(BusinessRecord? business)
    {
        _chosen = business;
        if (!IdChanged.HasDelegate)
            return ValueChanged.InvokeAsync(business);
        return business?.Id == Id ? Task.CompletedTask : IdChanged.InvokeAsync(business?.Id);
    }

    private async Task<IEnumerable<BusinessRecord?>> FindAsync(string? text, CancellationToken cancel)
    {
        // The field queries with the name of the current choice when all are wanted.
        var wanted = text == _chosen?.Name ? null : text;
        var free = await SliceAsync(wanted, WithoutNumber ? false : null, Most);

        // Businesses that have a number already are shown, with the reason why they cannot be chosen.
        if (!WithoutNumber || free.Count == Most || string.IsNullOrWhiteSpace(wanted))
            return free;
        return [.. free, .. await SliceAsync(wanted, true, Most - free.Count)];
    }

    private async Task<IReadOnlyList<BusinessRecord>> SliceAsync(string? text, bool? hasNumber, int count)
    {
        var found = await Businesses.SliceAsync(Current.Actor, new BusinessFilter(text, hasNumber), 0, count, CancellationToken.None);
        _problem = found.Refusal?.Message;
        return found.Value?.Items ?? [];
    }

    private bool IsOut(BusinessRecord? business) => WithoutNumber && business?.PhoneNumber is not null;

    private string? Beside(BusinessRecord business) =>
        WithoutNumber && business.PhoneNumber is { } number ? $"has {E164.Shown(number)}" : business.ContactEmail ?? business.ExternalId;
}
