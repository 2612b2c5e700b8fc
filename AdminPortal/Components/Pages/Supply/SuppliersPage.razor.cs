using AdminPortal.Components.Shared;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Components.Pages.Supply;

/// <summary>Where the inventory and the accounts at suppliers differ, and what to do about it. Updates live.</summary>
public sealed partial class SuppliersPage : IDisposable
{
    private DriftRecord? _drift;
    private string? _problem;
    private bool _isChecking;
    private IDisposable? _listening;

    [Inject]
    private DriftService Drift { get; set; } = null!;

    [Inject]
    private NumberService Numbers { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private LiveChanges Changes { get; set; } = null!;

    [Inject]
    private ISnackbar Messages { get; set; } = null!;

    public void Dispose() => _listening?.Dispose();

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _listening = Changes.Listen(() => InvokeAsync(RefreshAsync), ChangeKind.Orders, ChangeKind.Numbers);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync() => Show(await Drift.ReadAsync(Current.Actor, CancellationToken.None));

    private async Task CheckAsync()
    {
        _isChecking = true;
        Show(await Drift.CheckAsync(Current.Actor, CancellationToken.None));
        _isChecking = false;
    }

    private void Show(Outcome<DriftRecord> read)
    {
        _problem = read.Refusal?.Message;
        _drift = read.Value ?? _drift;
    }

    private async Task AddAsync(UnknownNumber unknown)
    {
        var added = await Drift.AddAsync(Current.Actor, unknown.Number, unknown.Supplier, CancellationToken.None);
        Tell(added, $"Added {E164.Shown(unknown.Number)}");
        await LoadAsync();
    }

    private async Task DeactivateAsync(MissingNumber missing)
    {
        var reason = $"Not at {SupplierDirectory.Shown(missing.Supplier)} any more";
        var done = await Numbers.DoAsync(
            Current.Actor,
            missing.Number,
            new NumberCommand.Deactivate(reason),
            seen: null,
            CancellationToken.None
        );
        Tell(done, $"Deactivated {E164.Shown(missing.Number)}");
        await LoadAsync();
    }

    private void Tell(Outcome<NumberRecord> outcome, string done) =>
        Messages.Add(outcome.Refusal?.Message ?? done, outcome.IsDone ? Severity.Success : Severity.Error);
}
