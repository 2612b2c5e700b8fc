using AdminPortal.Components.Shared;
using AdminPortal.Data.Records;
using AdminPortal.Services.Keys;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Businesses;

/// <summary>Makes a key for one business and shows it, once.</summary>
public sealed partial class NewKeyDialog
{
    // A click beside it must not lose a key that is not shown again.
    public static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = false };

    private readonly string _formId = $"key-{Guid.NewGuid():N}";
    private string _name = "";
    private int? _days = 365;
    private bool _isBusy;
    private bool _isCopied;
    private string? _fault;
    private CreatedApiKey? _made;

    [Parameter, EditorRequired]
    public Guid BusinessId { get; set; }

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    private async Task CreateAsync()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        var made = await Keys.CreateAsync(Current.Actor, _name, PortalRole.Business, BusinessId, _days, CancellationToken.None);
        _isBusy = false;
        (_made, _fault) = (made.Value, made.Refusal?.Message);
    }

    private async Task CopyAsync()
    {
        _isCopied = await Browser.CopyAsync(_made!.Key);
        _fault = _isCopied ? null : "The browser does not let the portal copy. Select the key and copy it yourself.";
    }
}
