using AdminPortal.Services.Businesses;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Pickers;

/// <summary>Finds a business in a list of any length.</summary>
public sealed partial class BusinessPicker
{
    private const int Most = 12;

    private string? _problem;

    [Parameter]
    public BusinessRecord? Value { get; set; }

    [Parameter]
    public EventCallback<BusinessRecord?> ValueChanged { get; set; }

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

    private async Task<IEnumerable<BusinessRecord?>> FindAsync(string? text, CancellationToken cancel)
    {
        // The field queries with the name of the current choice when all are wanted.
        var wanted = text == Value?.Name ? null : text;
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
