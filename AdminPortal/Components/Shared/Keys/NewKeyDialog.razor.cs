using AdminPortal.Data.Entities;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Writes;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Components.Shared.Keys;

/// <summary>Creates a key and shows it, once.</summary>
public sealed partial class NewKeyDialog
{
    private FormSubmission<CreatedApiKey> _form = null!;
    private string _name = "";
    private int? _days = 90;
    private PortalRole _role = PortalRole.Viewer;
    private BusinessRecord? _business;
    private CreatedApiKey? _made;

    /// <summary>The business of the key; null lets the user choose role and business.</summary>
    [Parameter]
    public Guid? BusinessId { get; set; }

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private FormSubmissions Forms { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private PortalRole Role => BusinessId is null ? _role : PortalRole.Business;

    private Guid? Owner => Role == PortalRole.Business ? BusinessId ?? _business?.Id : null;

    private bool CanCreate => !string.IsNullOrWhiteSpace(_name) && (Role != PortalRole.Business || Owner is not null);

    protected override bool IsKeptOpen => _made is not null;

    protected override void OnInitialized() => _form = Forms.Open<CreatedApiKey>(key => key with { Key = "" });

    private async Task CreateAsync()
    {
        var (name, role, owner, days) = (_name, Role, Owner, _days);
        var made = await _form.SendAsync(
            Current.Actor,
            new
            {
                name,
                role,
                owner,
                days,
            },
            actor => Keys.CreateAsync(actor, name, role, owner, days, CancellationToken.None)
        );
        (_made, Fault) = made.Value is { Key: "" }
            ? (null, "The key was created, but it can be shown only once, and the response was lost. Revoke it and create another.")
            : (made.Value, made.Refusal?.Message);
    }
}
