using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Pages.Inventory;

/// <summary>One number: its status, actions, holders and history.</summary>
public sealed partial class NumberPage : IDisposable
{
    private NumberRecord? _number;
    private bool _isMissing;
    private string? _problem;
    private string? _asked;
    private IDisposable? _listening;

    /// <summary>Incremented with each change that may add an event: not all of them change the number's own record.</summary>
    private int _round;

    /// <summary>In any notation; the address becomes the one in E.164.</summary>
    [Parameter]
    public string Number { get; set; } = "";

    [Inject]
    private InventoryService Inventory { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    private string Display => E164.Shown(_number?.Number ?? Number);

    public void Dispose() => _listening?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == Number)
            return;
        if (_number?.Number != Number)
            _number = null;
        _asked = Number;
        await LoadAsync();
        if (_number is { Number: var text } && text != Number)
            Navigation.NavigateTo($"admin/phone-inventory/{text}", replace: true);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(
                () => InvokeAsync(RefreshAsync),
                ChangeKind.Numbers,
                ChangeKind.Businesses,
                ChangeKind.Imports,
                ChangeKind.Comments
            );
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        _round++;
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var asked = Number;
        var found = await Inventory.FindAsync(Current.Actor, asked, CancellationToken.None);
        if (asked != Number)
            return;
        _isMissing = found.Refusal is Refusal.NotFound;
        _problem = _isMissing ? null : found.Refusal?.Message;

        // A displayed number stays while the database is not available.
        if (found.IsDone || _isMissing)
            _number = found.Value;
    }

    private void OnGone() => Navigation.NavigateTo(PageUrls.Inventory);
}
