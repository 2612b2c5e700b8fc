using AdminPortal.Components.Shared;
using AdminPortal.Components.Shared.Dialogs;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Supply;

/// <summary>Searches what suppliers offer, and buys a basket of it.</summary>
public sealed partial class BuyPage
{
    /// <summary>The chosen offers by number.</summary>
    private readonly Dictionary<string, OfferRecord> _basket = [];

    private SupplierRecord _supplier = null!;
    private string _prefix = "";
    private string? _contains;
    private string? _typed;
    private Offers? _offers;
    private bool _isSearching;
    private string? _fault;

    [SupplyParameterFromQuery(Name = "prefix")]
    private string? WantedPrefix { get; set; }

    [Inject]
    private SupplierDirectory Suppliers { get; set; } = null!;

    [Inject]
    private OfferService Offers { get; set; } = null!;

    [Inject]
    private NumberReader Reader { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Total => SupplyWords.TotalPerMonth([.. _basket.Values]);

    protected override void OnInitialized()
    {
        _supplier = Suppliers.All[0];
        if (OfferService.Prefixes.Contains(WantedPrefix))
            _prefix = WantedPrefix!;
    }

    /// <summary>A basket is of one supplier.</summary>
    private void ChooseSupplier(string name)
    {
        if (name == _supplier.Name)
            return;
        _supplier = Suppliers.All.First(s => s.Name == name);
        (_offers, _fault) = (null, null);
        _basket.Clear();
    }

    private async Task SearchAsync()
    {
        if (_isSearching || !_supplier.HasSearch)
            return;
        (_isSearching, _fault) = (true, null);
        StateHasChanged();
        var found = await Offers.FindAsync(
            Current.Actor,
            _supplier.Name,
            _prefix,
            _contains,
            OfferService.DefaultLimit,
            CancellationToken.None
        );
        _isSearching = false;
        (_offers, _fault) = (found.Value, found.Refusal?.Message);
    }

    private void Choose(OfferRecord offer, bool chosen)
    {
        if (chosen)
            _basket[offer.Number] = offer;
        else
            _basket.Remove(offer.Number);
    }

    private void AddTyped()
    {
        if (Reader.Normalize(_typed) is not { } number || !E164.ParseExact(number).IsTollFree)
        {
            _fault = "That is not a toll-free number.";
            return;
        }

        _basket[number] = new OfferRecord(number, null, _supplier.Name, null, null, null, false);
        (_typed, _fault) = (null, null);
    }

    private async Task BuyAsync()
    {
        var dialog = await Dialogs.ShowAsync<BuyDialog>(
            $"Buy {Format.Count(_basket.Count, "number")}",
            new DialogParameters<BuyDialog> { { d => d.Chosen, [.. _basket.Values] } },
            PortalDialog.Narrow
        );
        if (await dialog.Result is { Canceled: false, Data: Purchase purchase })
            Navigation.NavigateTo(PageUrls.OrdersOf(purchase.PurchaseId));
    }
}
